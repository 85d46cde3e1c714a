package io.fairlead.core.hosting;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.Handover;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.hosting.MessageForm.Native;
import io.fairlead.core.inbound.LimitException;
import io.fairlead.core.inbound.Receiver;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DecodeException;
import jakarta.websocket.EncodeException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One instance of an annotated class at the end of one connection. */
final class EndpointReceiver implements Receiver {

  private final Hosting hosting;
  private final Edition edition;
  private final EndpointModel model;
  private final DefaultConnection connection;
  private final HostedSession session;
  private final EndpointConfig config;
  private final Coders coders;
  private final HandlerTable handlers;
  private final CallbackContext.OfConnection context;
  private InstanceSource.@Nullable Instance<?> instance;
  private final boolean replaceable;
  private boolean released;

  EndpointReceiver(
      Hosting hosting,
      Edition edition,
      DefaultConnection connection,
      HostedSession session,
      EndpointConfig config,
      Coders coders,
      HandlerTable handlers,
      CallbackContext.OfConnection context) {
    this.context = context;
    this.hosting = hosting;
    this.edition = edition;
    this.replaceable = hosting.plugin() != null;
    this.model = requireNonNull(edition.model());
    this.connection = connection;
    this.session = session;
    this.config = config;
    this.coders = coders;
    this.handlers = handlers;
    Set<MessageMethod> methods = new HashSet<>();
    for (Native kind : Native.values()) {
      model.onMessage(kind).ifPresent(methods::add);
    }
    methods.forEach(method -> handlers.add(new Annotated(method)));
  }

  /** An {@code @OnMessage} method as a place for messages. */
  private final class Annotated implements Inlet {
    private final MessageMethod method;

    Annotated(MessageMethod method) {
      this.method = method;
    }

    @Override
    public MessageForm form() {
      return method.form();
    }

    @Override
    public long maxMessageSize() {
      return method.maxMessageSize();
    }

    @Override
    public @Nullable Object accept(Object value, boolean last) throws Exception {
      return call(method.method(), value, last);
    }
  }

  @Override
  public void onOpen() throws Exception {
    Object unused =
        counted(
            () -> {
              make();
              return null;
            });
    call(model.onOpen(), null);
  }

  private void make() {
    try {
      instance = hosting.endpointInstances(edition).create(model.type());
      if (instance.get() == null) {
        instance = null;
        throw new InstantiationException("the configurator gave no instance");
      }
    } catch (Exception | LinkageError e) {
      connection.close(
          new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the endpoint cannot be made"));
      throw new IllegalStateException("cannot make " + model.type().getName(), e);
    }
  }

  // --- handing over ----------------------------------------------------------------------------

  Coders coders() {
    return coders;
  }

  HandlerTable handlers() {
    return handlers;
  }

  boolean isOpen() {
    return instance != null;
  }

  /** What the instance leaves to the next version. */
  Map<String, Object> handOver() {
    return instance != null && instance.get() instanceof Handover last
        ? Map.copyOf(last.handOver(session))
        : Map.of();
  }

  /** Makes an instance that goes on where another one was. */
  void takeOver(Map<String, Object> state) throws Exception {
    Object unused =
        counted(
            () -> {
              make();
              if (instance != null && instance.get() instanceof Handover next) {
                next.takeOver(session, state);
              }
              return null;
            });
  }

  // --- callbacks -------------------------------------------------------------------------------

  @Override
  public @Nullable CompletionStage<?> onMessage(InboundMessage message) throws Exception {
    if (instance == null) {
      return null; // it could not be made, and the connection is closing
    }
    boolean text = message.kind() == InboundMessage.Kind.TEXT;
    Native kind = text ? Native.TEXT : Native.BINARY;
    Inlet inlet = handlers.get(kind);
    if (inlet == null) {
      throw new IllegalStateException(
          model.type().getName() + " has no method for " + kind.messages());
    }
    checkSize(
        inlet,
        message.size(),
        text ? session.getMaxTextMessageBufferSize() : session.getMaxBinaryMessageBufferSize());
    Object value = decoded(inlet, message, text);
    return answer(counted(() -> inlet.accept(value, message.last())));
  }

  private Object decoded(Inlet inlet, InboundMessage message, boolean text) throws Exception {
    try {
      return text
          ? inlet.form().ofText(message.text(), coders)
          : inlet.form().ofBinary(copy(message.bytes()), coders);
    } catch (DecodeException e) {
      throw e; // what the client sent
    } catch (Exception | Error e) {
      countIf(replaceable);
      throw e;
    }
  }

  private OutboundMessage encoded(Object result) throws IOException, EncodeException {
    boolean done = false;
    try {
      OutboundMessage encoded = coders.encode(result);
      done = true;
      return encoded;
    } finally {
      countIf(replaceable && !done);
    }
  }

  private void checkSize(Inlet inlet, int size, int sessionLimit) {
    long own = inlet.maxMessageSize();
    long limit = own < 0 ? sessionLimit : Math.min(own, sessionLimit);
    if (inlet.form().sized() && size > limit) {
      String why = "a message of " + size + " bytes is longer than " + limit;
      connection.close(new CloseReason(CloseCodes.TOO_BIG, why));
      throw new LimitException(why);
    }
  }

  private @Nullable CompletionStage<?> answer(@Nullable Object result)
      throws IOException, EncodeException {
    if (result instanceof CompletionStage<?> later) {
      if (replaceable) {
        var unused = later.whenComplete((value, failure) -> countIf(failure != null));
      }
      return later.thenCompose(this::answerLate);
    }
    if (result == null || peerGone()) {
      return null;
    }
    CompletableFuture<Void> sent = send(result).toCompletableFuture();
    return sent.isDone() && !sent.isCompletedExceptionally() ? null : sent;
  }

  /** Whether nobody is left to be answered, which is no failure of the endpoint's. */
  private boolean peerGone() {
    return !session.isOpen() && !connection.closesByItself();
  }

  /** Waits for room without holding a thread: slow readers must not take them all. */
  private CompletionStage<Void> send(Object result) throws IOException, EncodeException {
    if (!session.isOpen()) {
      throw new IllegalStateException("a value was returned after the session was closed");
    }
    return connection.sendLater(OutboundFrame.whole(encoded(result)));
  }

  /** On whatever thread the endpoint's stage ended; encoders may want what callbacks have. */
  private CompletionStage<Void> answerLate(@Nullable Object result) {
    try (CallbackContext.Scope scope = context.enter()) {
      return result == null || peerGone() ? CompletableFuture.completedFuture(null) : send(result);
    } catch (IOException | EncodeException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void onPong(ByteBuffer data) throws Exception {
    Inlet inlet = handlers.get(Native.PONG);
    if (inlet != null && instance != null) {
      ByteBuffer payload = ByteBuffer.wrap(copy(data));
      answer(counted(() -> inlet.accept((PongMessage) () -> payload, true)));
    }
  }

  @Override
  public boolean onError(Throwable error) throws Exception {
    if (instance == null || model.onError().isEmpty()) {
      return false;
    }
    call(model.onError(), error);
    return true;
  }

  @Override
  public void onClose(CloseReason reason) throws Exception {
    if (instance != null) {
      call(model.onClose(), reason);
    }
  }

  @Override
  public void release() {
    if (released) {
      return;
    }
    hosting.sessions().remove(session);
    retire();
  }

  /** Lets go of the instance and its coders; the session goes on, or has been given up. */
  void retire() {
    released = true;
    coders.destroy();
    InstanceSource.Instance<?> last = instance;
    instance = null;
    if (last != null) {
      last.destroy();
    }
  }

  @Override
  public boolean takesParts(InboundMessage.Kind kind) {
    Inlet inlet = handlers.get(kind == InboundMessage.Kind.TEXT ? Native.TEXT : Native.BINARY);
    return inlet != null && inlet.form().inParts();
  }

  private void call(Optional<EndpointMethod> method, @Nullable Object subject) throws Exception {
    if (method.isPresent()) {
      Object unused = counted(() -> call(method.get(), subject, true));
    }
  }

  private interface UserCall {
    @Nullable Object make() throws Exception;
  }

  /**
   * So that a version that is tried can be judged: by what its own code does, not by what clients
   * send or do not read.
   */
  private @Nullable Object counted(UserCall call) throws Exception {
    if (!replaceable) {
      return call.make();
    }
    boolean done = false;
    edition.usage().enter();
    try {
      Object result = call.make();
      done = true;
      return result;
    } finally {
      edition.usage().leave();
      countIf(!done);
    }
  }

  private void countIf(boolean failed) {
    if (failed) {
      edition.usage().failed();
    }
  }

  private @Nullable Object call(EndpointMethod method, @Nullable Object subject, boolean last)
      throws Exception {
    InstanceSource.Instance<?> target = instance;
    if (target == null) {
      return null;
    }
    Call call = new Call(session, config, connection.pathParameters(), subject, last);
    try {
      return method.invoke(target.get(), call);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new UndeclaredThrowableException(e);
    }
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
