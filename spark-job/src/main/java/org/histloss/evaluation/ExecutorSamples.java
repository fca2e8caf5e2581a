package org.histloss.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.embedding.EmbeddedBatch;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.PartWork;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Samples;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import scala.Tuple2;

/**
 * Samples whose embeddings stay on the executors, in parts that Spark keeps in memory or on disk.
 *
 * <p>Parts are cut after every so many samples in ordinal order, so that the same samples are
 * multiplied together wherever they lie. The driver holds the queries of one block and what is
 * counted for them.
 */
final class ExecutorSamples implements Samples {
  /** Numbers of the queries in one pass over the gallery: 16 MB. */
  private static final int QUERY_NUMBERS = 1 << 22;

  private final JavaSparkContext spark;
  private final RetrievalItems facts;
  private final int[] queries;
  private final int gallery;
  private final int queriesAtOnce;
  private final JavaRDD<RetrievalItems.Stored> parts;
  private final Runnable release;

  private ExecutorSamples(
      JavaSparkContext spark,
      RetrievalItems facts,
      int queriesAtOnce,
      JavaRDD<RetrievalItems.Stored> parts,
      Runnable release) {
    this.spark = spark;
    this.facts = facts;
    this.queries =
        IntStream.range(0, facts.size()).filter(row -> facts.role(row).query()).toArray();
    this.gallery =
        (int) IntStream.range(0, facts.size()).filter(row -> facts.role(row).gallery()).count();
    this.queriesAtOnce = queriesAtOnce;
    this.parts = parts;
    this.release = release;
  }

  /**
   * Plans the parts; nothing runs before they are used.
   *
   * @param embedded all samples, in any partitions
   * @param dimension numbers in an embedding
   * @param facts of all samples, in ordinal order; embeddings of any kind
   * @param partSize samples in a part
   */
  static ExecutorSamples of(
      JavaRDD<EmbeddedBatch> embedded, int dimension, RetrievalItems facts, int partSize) {
    return of(embedded, dimension, facts, partSize, queriesAtOnce(facts, dimension));
  }

  static ExecutorSamples of(
      JavaRDD<EmbeddedBatch> embedded,
      int dimension,
      RetrievalItems facts,
      int partSize,
      int queriesAtOnce) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(embedded.context());
    int count = (facts.size() + partSize - 1) / partSize;
    long[] firsts =
        IntStream.range(0, count).mapToLong(part -> facts.ordinal(part * partSize)).toArray();
    Broadcast<PartFacts> known = spark.broadcast(new PartFacts(facts));
    JavaRDD<RetrievalItems.Stored> parts =
        embedded
            .flatMapToPair(batch -> slices(batch, firsts))
            .groupByKey(count)
            .map(part -> known.value().part(part._2(), dimension))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Runnable release =
        () -> {
          parts.unpersist(false);
          known.destroy();
        };
    return new ExecutorSamples(spark, facts, queriesAtOnce, parts, release);
  }

  /**
   * So many that their embeddings and what they have to find take 16 MB, but as many as one matrix
   * product has where that is more: an identity of thousands makes a pass larger.
   */
  private static int queriesAtOnce(RetrievalItems facts, int dimension) {
    Map<Integer, Long> sizes =
        IntStream.range(0, facts.size())
            .filter(row -> facts.role(row) != Role.DISTRACTOR)
            .boxed()
            .collect(Collectors.groupingBy(facts::identity, Collectors.counting()));
    double toFind =
        IntStream.range(0, facts.size())
            .filter(row -> facts.role(row).query())
            .mapToLong(row -> sizes.get(facts.identity(row)))
            .average()
            .orElse(0);
    // A similarity and an ordinal take as much as four numbers.
    double numbers = dimension + 4 * toFind;
    return (int) Math.max(1, Math.min(4096, QUERY_NUMBERS / numbers));
  }

  /** A batch cut where parts begin. */
  private static Iterator<Tuple2<Integer, EmbeddedBatch>> slices(
      EmbeddedBatch batch, long[] firsts) {
    List<Tuple2<Integer, EmbeddedBatch>> slices = new ArrayList<>();
    long[] ordinals = batch.ordinals();
    for (int from = 0, to; from < ordinals.length; from = to) {
      int part = part(ordinals[from], firsts);
      to = from + 1;
      while (to < ordinals.length && part(ordinals[to], firsts) == part) {
        to++;
      }
      slices.add(
          new Tuple2<>(
              part,
              new EmbeddedBatch(
                  Arrays.copyOfRange(ordinals, from, to),
                  Arrays.copyOfRange(batch.embeddings(), from, to))));
    }
    return slices.iterator();
  }

  private static int part(long ordinal, long[] firsts) {
    int found = Arrays.binarySearch(firsts, ordinal);
    return found >= 0 ? found : -found - 2;
  }

  /** The same samples with other roles; closed before these are. */
  ExecutorSamples withRoles(RetrievalItems others) {
    Broadcast<PartFacts> known = spark.broadcast(new PartFacts(others));
    JavaRDD<RetrievalItems.Stored> seen = parts.map(part -> known.value().withRoles(part));
    return new ExecutorSamples(spark, others, queriesAtOnce, seen, known::destroy);
  }

  /** Embeds everything now, so that a mistake in the data shows before ranking begins. */
  void prepare() {
    long samples = run(() -> parts.map(part -> (long) part.ordinals().length).reduce(Long::sum));
    if (samples != facts.size()) {
      throw new IllegalStateException(samples + " rows embedded of " + facts.size());
    }
  }

  @Override
  public int[] queries() {
    return queries;
  }

  @Override
  public int gallery() {
    return gallery;
  }

  @Override
  public int queriesAtOnce() {
    return queriesAtOnce;
  }

  @Override
  public boolean concurrent() {
    return false;
  }

  @Override
  public RetrievalItems items(int[] rows) {
    long[] ordinals = Arrays.stream(rows).mapToLong(facts::ordinal).toArray();
    List<RetrievalItems.Stored> found =
        run(
            () ->
                parts
                    .map(part -> PartFacts.only(part, ordinals))
                    .filter(part -> part.ordinals().length > 0)
                    .collect());
    return PartFacts.together(found).items();
  }

  @Override
  public <T extends Serializable> T overParts(PartWork<T> work) {
    Broadcast<PartWork<T>> shared = spark.broadcast(work);
    try {
      // Not work::combine, which would carry the whole block along with each task.
      return run(
          () ->
              parts
                  .map(part -> on(part, shared.value()))
                  .treeReduce((one, other) -> shared.value().combine(one, other)));
    } finally {
      shared.destroy();
    }
  }

  /** Embeddings that have no direction. */
  long zeros() {
    return run(() -> parts.map(RetrievalItems.Stored::zeros).reduce(Long::sum));
  }

  private static <T extends Serializable> T on(RetrievalItems.Stored part, PartWork<T> work) {
    RetrievalItems items = part.items();
    try {
      return work.on(items);
    } finally {
      items.close();
    }
  }

  /** A mistake in the data comes out as itself, not as Spark's report. */
  private static <T> T run(Supplier<T> job) {
    try {
      return job.get();
    } catch (Exception e) {
      // Spark's own is a checked one that its Java API does not declare.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof JobException mistake) {
          throw mistake;
        }
      }
      throw e;
    }
  }

  /** Lets Spark forget what was kept for these. */
  @Override
  public void close() {
    release.run();
  }
}
