package org.histloss.evaluation.retrieval;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * {@code benchmarks/run evaluation}: ranking against nothing but its matrix products, in turn, in
 * the same process and with the same threads; and the memory that it takes above the embeddings.
 */
public final class RankingCost {
  private static final int QUERIES = 256;
  private static final int GALLERY = 8192;
  private static final OperatingSystemMXBean PROCESSOR =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private RankingCost() {}

  /** Measures {@code market} or {@code products}, so many rounds after a first one. */
  public static void main(String[] arguments) throws IOException {
    boolean market = arguments[0].equals("market");
    int rounds = Integer.parseInt(arguments[1]);
    long idle = idle();
    RetrievalItems items = market ? MadeSamples.market() : MadeSamples.products();
    RetrievalProtocol protocol =
        market ? new RetrievalProtocol.CrossCamera() : new RetrievalProtocol.LeaveOneOut();
    RetrievalEvaluator evaluator = new RetrievalEvaluator(protocol);
    double[] products = new double[rounds];
    double[] ranking = new double[rounds];
    double[] processor = new double[rounds];
    double[] seconds = new double[rounds];
    Evaluation evaluation = null;
    for (int round = -1; round < rounds; round++) {
      long start = System.nanoTime();
      long used = PROCESSOR.getProcessCpuTime();
      evaluation = evaluator.evaluate(items);
      long middle = System.nanoTime();
      long usedByRanking = PROCESSOR.getProcessCpuTime() - used;
      if (round == -1) {
        long embeddings = 4L * items.size() * items.dimension() / 1024;
        long peak = resident("VmHWM");
        print(
            arguments[0] + " (" + protocol.name() + ")",
            evaluation,
            peak - embeddings,
            peak - embeddings - idle);
      }
      used = PROCESSOR.getProcessCpuTime();
      long bare = products(items);
      if (round >= 0) {
        long usedByProducts = PROCESSOR.getProcessCpuTime() - used;
        processor[round] = (double) usedByRanking / usedByProducts;
        seconds[round] = usedByRanking / 1e9;
        ranking[round] = (middle - start) / 1e9;
        products[round] = bare / 1e9;
      }
    }
    report(arguments[0], ranking, products, processor, seconds);
  }

  /** What a process takes that has multiplied two small matrices, with no embedding in it. */
  private static long idle() throws IOException {
    Nd4j.gemm(Nd4j.ones(8, 8), Nd4j.ones(8, 8), false, false);
    System.gc();
    return resident("VmRSS");
  }

  private static void print(String name, Evaluation found, long whole, long ranking) {
    System.out.printf(
        Locale.ROOT,
        "%s: %,d queries, gallery %,d: R@1 %.6f, R@10 %.6f, R@100 %.6f, R@1000 %.6f, mAP %.8f;"
            + " peak memory of the whole process %d MB above the embeddings, %d MB of it"
            + " above an idle process (made embeddings' garbage included)%n",
        name,
        found.metrics().queries(),
        found.metrics().gallery(),
        found.metrics().recallAt(1),
        found.metrics().recallAt(10),
        found.metrics().recallAt(100),
        found.metrics().recallAt(1000),
        found.metrics().meanAveragePrecision(),
        whole / 1024,
        ranking / 1024);
  }

  private static void report(
      String name, double[] ranking, double[] products, double[] processor, double[] seconds) {
    double[] ratios = new double[ranking.length];
    Arrays.setAll(ratios, i -> ranking[i] / products[i]);
    System.out.printf(
        Locale.ROOT,
        "%s: ranking %.3f s, bare products %.3f s (medians of %d); ratios %s; by processor time %.3f,"
            + " ranking %.2f processor seconds%n",
        name,
        median(ranking),
        median(products),
        ranking.length,
        Arrays.toString(Arrays.stream(ratios).map(r -> Math.rint(r * 1000) / 1000).toArray()),
        median(processor),
        median(seconds));
    System.out.printf(
        Locale.ROOT,
        "RATIO evaluation:%s:D=512 %.3f (ranking over the bare matrix products)%n",
        name,
        median(ratios));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** All queries times the whole gallery, in the blocks that suit the library, and nothing else. */
  private static long products(RetrievalItems items) {
    INDArray queries = rows(items, true);
    INDArray gallery = rows(items, false);
    int n = (int) queries.rows();
    int m = (int) gallery.rows();
    Scratch scratch = new Scratch();
    // As ranking has it: products of even size, at most 256 queries, four for a thousand.
    int blocks = 4 * ((n + 4 * QUERIES - 1) / (4 * QUERIES));
    int size = (n + blocks - 1) / blocks;
    long start = System.nanoTime();
    Concurrently.all(
        (n + size - 1) / size,
        block -> {
          INDArray some = part(queries, block * size, size);
          INDArray room = scratch.take(DataType.FLOAT, (long) GALLERY * size);
          for (int from = 0; from < m; from += GALLERY) {
            INDArray part = part(gallery, from, GALLERY);
            INDArray scores = ScoreTile.columns(room, part.rows(), some.rows());
            Nd4j.gemm(part, some, scores, false, true, 1.0, 0.0);
          }
          scratch.give(room);
          return block;
        });
    long time = System.nanoTime() - start;
    scratch.close();
    return time;
  }

  private static INDArray part(INDArray rows, int from, int size) {
    long to = Math.min(from + size, rows.rows());
    return rows.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  private static INDArray rows(RetrievalItems items, boolean queries) {
    int[] rows =
        IntStream.range(0, items.size())
            .filter(row -> queries ? items.role(row).query() : items.role(row).gallery())
            .toArray();
    return items.vectors().block(rows);
  }

  private static long resident(String kind) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(kind))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
