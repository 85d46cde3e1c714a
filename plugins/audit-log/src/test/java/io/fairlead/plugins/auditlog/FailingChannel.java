package io.fairlead.plugins.auditlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file on a disk that is full after so many bytes. */
final class FailingChannel extends FileChannel {

  private final FileChannel target;
  private int room;

  FailingChannel(FileChannel target, int room) {
    this.target = target;
    this.room = room;
  }

  void allow(int bytes) {
    room = bytes;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (room == 0) {
      throw new IOException("no space left");
    }
    ByteBuffer piece = source.slice(source.position(), Math.min(room, source.remaining()));
    int written = target.write(piece);
    source.position(source.position() + written);
    room -= written;
    return written;
  }

  @Override
  public long size() throws IOException {
    return target.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    target.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    target.force(metadata);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    target.close();
  }

  @Override
  public int read(ByteBuffer into) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer into, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
