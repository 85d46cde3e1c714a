package io.fairlead.cdi;

import io.fairlead.api.plugin.Contribution;
import jakarta.enterprise.inject.spi.Bean;
import java.util.Set;

/**
 * A bean that contributes to the runtime.
 *
 * @param bean the bean
 * @param points the kinds of contribution that its types name
 * @param order from {@code @Priority} on the bean; 0 without it
 */
record ContributionBean(Bean<?> bean, Set<Class<? extends Contribution>> points, int order) {}
