package org.histloss.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which work is taken already, in a file that several processes read and write: each takes the next
 * piece when it is done with one, so that no core waits for another's long pieces.
 */
final class Claims {
  private final Path file;

  Claims(Path file) {
    this.file = file;
  }

  /** True for the first process that asks for a piece, false for all others. */
  boolean take(String piece) {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      ByteBuffer taken = ByteBuffer.allocate((int) channel.size());
      channel.read(taken);
      boolean free =
          new String(taken.array(), StandardCharsets.UTF_8).lines().noneMatch(piece::equals);
      if (free) {
        channel.write(ByteBuffer.wrap((piece + "\n").getBytes(StandardCharsets.UTF_8)));
      }
      return free;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
