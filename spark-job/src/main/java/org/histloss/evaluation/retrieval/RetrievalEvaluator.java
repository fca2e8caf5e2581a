package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import org.histloss.loss.SimilarityHistogram;

/**
 * Ranks the gallery for each query, exactly and without sorting it.
 *
 * <p>Blocks of products by the matrix library are a filter only. Wherever a product lies so near a
 * relevant item's similarity that its rounding could matter, the pair is compared by {@link
 * RetrievalItems#similarity}, and equal similarities by ordinal. Ranks are therefore the same for
 * any block size, row order, number of threads or matrix library, and whether the samples lie in
 * this process or in parts on executors.
 *
 * <p>The distributions count the products themselves. Which samples a product multiplies together
 * follows from the ordinals alone, never from how many products a pass over the gallery has or
 * where they are made. So they are the same counts for any blocks of queries, parts at once,
 * partitions, row order and place, by one matrix library on one kind of processor.
 */
public final class RetrievalEvaluator {
  private static final int QUERY_BLOCK = 256;

  /** Most samples and most numbers in a part of the gallery. */
  private static final int PART = 8192;

  private static final int PART_NUMBERS = 1 << 24;

  private final RetrievalProtocol protocol;
  private final int queryBlock;
  private final int part;

  /** An evaluator of this protocol whose products take a few megabytes. */
  public RetrievalEvaluator(RetrievalProtocol protocol) {
    this(protocol, QUERY_BLOCK, PART);
  }

  /**
   * Samples in a part of the gallery, for embeddings of so many numbers: at most 64 MB, but at
   * least 256 samples.
   */
  public static int partSize(int dimension) {
    return Math.max(QUERY_BLOCK, Math.min(PART, PART_NUMBERS / dimension));
  }

  /**
   * An evaluator whose matrix products have another shape. It moves no rank and no score; a
   * negative pair at the border of a cell of the distributions may round to its other side. So
   * whoever compares distributions takes one shape, and all jobs take that of {@link
   * #RetrievalEvaluator(RetrievalProtocol)}.
   *
   * @param queryBlock queries of a product at most
   * @param part samples of a part of the gallery
   * @throws IllegalArgumentException when a product has less than one row
   */
  public RetrievalEvaluator(RetrievalProtocol protocol, int queryBlock, int part) {
    if (queryBlock < 1 || part < 1) {
      throw new IllegalArgumentException(
          "blocks of " + queryBlock + " × " + part + " rows: must be at least 1 × 1");
    }
    this.protocol = protocol;
    this.queryBlock = queryBlock;
    this.part = part;
  }

  /**
   * What an evaluation found.
   *
   * @param metrics means over the queries
   * @param outcomes one for each query, in ordinal order, those without a relevant item included
   * @param distributions the pairs that the protocol compares: each pair of a query and a gallery
   *     item that is not left out, a pair of two samples that are both query and gallery item once
   */
  public record Evaluation(
      RetrievalMetrics.Result metrics,
      List<QueryOutcome> outcomes,
      SimilarityHistogram distributions) {}

  /**
   * One entry of a query's ranking.
   *
   * @param row the gallery item's row in the {@link RetrievalItems}
   * @param similarity its exact similarity to the query
   * @param relevant whether it shows the query's identity
   */
  public record Neighbour(int row, double similarity, boolean relevant) {}

  /** Samples to be evaluated, wherever they lie. */
  public interface Samples extends AutoCloseable {
    /** Rows of the queries among all samples in ordinal order, ascending. */
    int[] queries();

    /** Number of gallery items. */
    int gallery();

    /** Queries that are ranked in one pass over the gallery, at least 1. */
    int queriesAtOnce();

    /** Whether several passes may run at once, from several threads. */
    boolean concurrent();

    /** The samples in these rows, which ascend, with their embeddings. */
    RetrievalItems items(int[] rows);

    /**
     * Runs work on each part of the gallery and combines what comes out, in whatever order.
     *
     * @return null where there is no part
     */
    <T extends Serializable> T overParts(PartWork<T> work);

    /** Gives back what was made for ranking; embeddings that were there before stay. */
    @Override
    void close();
  }

  /**
   * Work on one part of the gallery, which can be sent to where the part lies.
   *
   * @param <T> what comes out; combining must not depend on the order
   */
  public abstract static class PartWork<T extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RetrievalProtocol protocol;

    PartWork(RetrievalProtocol protocol) {
      this.protocol = protocol;
    }

    /** Works on a part of the gallery; samples of other roles in it take no part. */
    public final T on(RetrievalItems samples) {
      try (GalleryPart part = GalleryPart.of(samples, protocol)) {
        return on(part);
      }
    }

    abstract T on(GalleryPart part);

    /** Both together; either may be changed. */
    public abstract T combine(T one, T other);
  }

  /**
   * Whether any query has a relevant item, so that there is something to score. The protocol,
   * roles, identities and cameras decide it; the embeddings don't.
   */
  public boolean anythingRelevant(RetrievalItems items) {
    GalleryPart gallery = GalleryPart.of(items, protocol);
    return IntStream.range(0, items.size())
        .filter(row -> items.role(row).query())
        .anyMatch(query -> gallery.matches(items, query).relevant().length > 0);
  }

  /** Ranks every query. */
  public Evaluation evaluate(RetrievalItems items) {
    try (Samples samples = here(items)) {
      return evaluate(samples);
    }
  }

  /** Ranks every query of samples that may lie elsewhere. */
  public Evaluation evaluate(Samples samples) {
    // Both add exactly, so that it is the same in which order blocks are done.
    RetrievalMetrics metrics = new RetrievalMetrics();
    PairCounts pairs = new PairCounts();
    List<List<QueryOutcome>> outcomes =
        eachBlock(samples, samples.queries(), rows -> rank(samples, rows, metrics, pairs));
    return new Evaluation(
        metrics.result(samples.gallery()),
        outcomes.stream().flatMap(List::stream).toList(),
        pairs.distributions());
  }

  private List<QueryOutcome> rank(
      Samples samples, int[] rows, RetrievalMetrics metrics, PairCounts pairs) {
    RetrievalItems queries = samples.items(rows);
    FindTargets.Found found = samples.overParts(new FindTargets(protocol, queries));
    Targets[] targets = found == null ? nothing(rows.length) : found.targets();
    int tile = tile(samples.queries().length);
    CountRanks.Counted counted =
        samples.overParts(new CountRanks(protocol, queries, targets, tile));
    RetrievalMetrics ofBlock = new RetrievalMetrics();
    QueryOutcome[] outcomes = new QueryOutcome[rows.length];
    for (int q = 0; q < rows.length; q++) {
      RankCounter counter =
          counted == null ? new RankCounter(Targets.NONE, 0) : counted.counters()[q];
      outcomes[q] = counter.result(targets[q], rows[q], queries.ordinal(q));
      ofBlock.accept(outcomes[q]);
    }
    synchronized (metrics) {
      metrics.combine(ofBlock);
      if (counted != null) {
        pairs.combine(found.pairs()).combine(counted.pairs());
      }
    }
    queries.close();
    return List.of(outcomes);
  }

  private static Targets[] nothing(int queries) {
    Targets[] nothing = new Targets[queries];
    Arrays.fill(nothing, Targets.NONE);
    return nothing;
  }

  /**
   * Queries of one matrix product. Products of nearly the same size, four for a thousand queries,
   * keep all processors busy to the end.
   */
  private int tile(int queries) {
    int products = 4 * ((queries + 4 * queryBlock - 1) / (4 * queryBlock));
    return Math.max(1, Math.min(queryBlock, (queries + products - 1) / products));
  }

  /** Work on each block of some queries, in their order. */
  private <T> List<T> eachBlock(Samples samples, int[] queries, Function<int[], T> work) {
    if (queries.length == 0) {
      return List.of();
    }
    int tile = tile(queries.length);
    int size = Math.max(tile, samples.queriesAtOnce() / tile * tile);
    int blocks = (queries.length + size - 1) / size;
    Concurrently.Piece<T> piece =
        block ->
            work.apply(
                Arrays.copyOfRange(
                    queries, block * size, Math.min(block * size + size, queries.length)));
    return samples.concurrent()
        ? Concurrently.all(blocks, piece)
        : IntStream.range(0, blocks).mapToObj(piece::number).toList();
  }

  /**
   * The first {@code k} of each query's ranking, or all where the gallery is smaller.
   *
   * @param queries rows of queries, in any order
   * @return one list for each of {@code queries}, in their order, best first
   * @throws IllegalArgumentException when a row is not a query, or k is less than 1
   */
  public List<List<Neighbour>> neighbours(RetrievalItems items, int[] queries, int k) {
    try (Samples samples = here(items)) {
      return neighbours(samples, queries, k, items::row);
    }
  }

  /**
   * The same for samples that may lie elsewhere.
   *
   * @param rowOf the row of an ordinal among all samples
   */
  public List<List<Neighbour>> neighbours(
      Samples samples, int[] queries, int k, LongToIntFunction rowOf) {
    if (k < 1) {
      throw new IllegalArgumentException("k = " + k + ": must be at least 1");
    }
    int[] known = samples.queries();
    for (int row : queries) {
      if (Arrays.binarySearch(known, row) < 0) {
        throw new IllegalArgumentException("row " + row + " is not a query");
      }
    }
    int[] sorted = Arrays.stream(queries).sorted().distinct().toArray();
    List<List<Neighbour>> lists =
        eachBlock(samples, sorted, rows -> heads(samples, rows, k, rowOf)).stream()
            .flatMap(List::stream)
            .toList();
    return Arrays.stream(queries)
        .mapToObj(row -> lists.get(Arrays.binarySearch(sorted, row)))
        .toList();
  }

  private List<List<Neighbour>> heads(Samples samples, int[] rows, int k, LongToIntFunction rowOf) {
    RetrievalItems block = samples.items(rows);
    NearestNeighbours.Heads heads =
        samples.overParts(new NearestNeighbours(protocol, block, k, queryBlock));
    block.close();
    return heads == null
        ? Collections.nCopies(rows.length, List.of())
        : heads.lists().stream()
            .map(
                list ->
                    list.stream()
                        .map(
                            hit ->
                                new Neighbour(
                                    rowOf.applyAsInt(hit.ordinal()),
                                    hit.similarity(),
                                    hit.relevant()))
                        .toList())
            .toList();
  }

  /**
   * Two samples that the protocol compares.
   *
   * @param row of the query in the {@link RetrievalItems}
   * @param other row of the gallery item
   * @param similarity exact
   */
  public record Pair(int row, int other, double similarity) {}

  /**
   * Pairs that don't look as their identities say.
   *
   * @param positives of one identity, the least similar first, at most one an identity
   * @param negatives of two identities, the most similar first, at most one for any two identities;
   *     none with a distractor, which shows nobody known
   */
  public record Suspects(List<Pair> positives, List<Pair> negatives) {}

  /**
   * The positive pairs with the lowest and the negative pairs with the highest similarity, exactly;
   * equal similarities by ordinal, of the query first. A pair of two samples that are both query
   * and gallery item is taken once, with the smaller ordinal as its {@code row}.
   *
   * @param count pairs of each sign at most, at least 0
   */
  public Suspects suspects(RetrievalItems items, int count) {
    try (Samples samples = here(items)) {
      return suspects(samples, count, items::row);
    }
  }

  /**
   * The same for samples that may lie elsewhere.
   *
   * @param rowOf the row of an ordinal among all samples
   */
  public Suspects suspects(Samples samples, int count, LongToIntFunction rowOf) {
    if (count == 0) {
      return new Suspects(List.of(), List.of());
    }
    FindSuspects.Found all = FindSuspects.Found.none(count);
    eachBlock(samples, samples.queries(), rows -> suspects(samples, rows, count)).stream()
        .filter(Objects::nonNull)
        .forEach(all::with);
    return new Suspects(pairs(all.positives(), rowOf), pairs(all.negatives(), rowOf));
  }

  private FindSuspects.Found suspects(Samples samples, int[] rows, int count) {
    RetrievalItems block = samples.items(rows);
    FindSuspects.Found found =
        samples.overParts(new FindSuspects(protocol, block, count, queryBlock));
    block.close();
    return found;
  }

  private static List<Pair> pairs(SuspectPairs pairs, LongToIntFunction rowOf) {
    return pairs.pairs().stream()
        .map(
            pair ->
                new Pair(
                    rowOf.applyAsInt(pair.ordinal()),
                    rowOf.applyAsInt(pair.other()),
                    pair.similarity()))
        .toList();
  }

  /** Samples whose embeddings lie in this process. */
  public Samples here(RetrievalItems items) {
    return new LocalSamples(items, protocol, Math.min(part, partSize(items.dimension())));
  }
}
