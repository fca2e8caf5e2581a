package org.histloss.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.histloss.loss.BatchLoss;
import org.histloss.loss.Losses;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The peak memory of one large batch, in a process of its own. */
public final class MemoryCheck {
  private static final int ROWS = 32_768;
  private static final int DIMENSION = 128;

  private MemoryCheck() {}

  /** Loss and gradient of one batch of N = 32,768, D = 128, then the process's peak memory. */
  public static void main(String[] arguments) throws IOException {
    LossBatch batch = LossBatch.of(ROWS, DIMENSION, 1);
    INDArray gradient = BatchLoss.gradientFor(batch.rows());
    long start = System.nanoTime();
    double value = Losses.histogram(200).evaluate(batch.rows(), batch.codes(), gradient).value();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "N = %,d, D = %d: loss %.6f, %.1f s, peak memory of the whole process %d MB%n",
        ROWS,
        DIMENSION,
        value,
        seconds,
        peakMegabytes());
  }

  private static long peakMegabytes() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    String peak = status.stream().filter(l -> l.startsWith("VmHWM")).findFirst().orElseThrow();
    return Long.parseLong(peak.replaceAll("\\D", "")) / 1024;
  }

  /** Runs {@link #main} in another Java and prints what it prints. */
  static void print() {
    try {
      int ended =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-Dorg.bytedeco.javacpp.maxbytes=1g",
                  "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                  "-cp",
                  System.getProperty("java.class.path"),
                  MemoryCheck.class.getName())
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor();
      if (ended != 0) {
        System.out.println("N = 32,768, D = 128 failed with exit code " + ended);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the memory check could not be run: " + e.getMessage(), e);
    }
  }
}
