package org.histloss.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** How much memory this process may use: heap, machine, container. */
final class MemoryLimits {
  private static final List<Path> CONTAINER =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  private MemoryLimits() {}

  static List<Finding> ofThisJvm() {
    long heap = Runtime.getRuntime().maxMemory();
    long machine = Pointer.totalPhysicalBytes();
    long room = Math.min(machine, container());
    return List.of(
        Finding.fact(
            "memory",
            "%s heap, %s machine, %s container"
                .formatted(
                    gigabytes(heap), gigabytes(machine), room < machine ? gigabytes(room) : "no")),
        Finding.expect(
            heap + (1L << 30) <= room,
            "off-heap room",
            gigabytes(room - heap),
            "networks live outside the heap and need about 1 GB, lower spark.driver.memory"));
  }

  /** The container's limit in bytes; a huge number where there is none. */
  private static long container() {
    return CONTAINER.stream().flatMap(MemoryLimits::limit).findFirst().orElse(Long.MAX_VALUE);
  }

  private static Stream<Long> limit(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.matches("\\d+") ? Stream.of(Long.parseLong(text)) : Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
