package org.histloss.evaluation.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;

/**
 * Ranks the gallery for each query, exactly and without sorting it.
 *
 * <p>Blocks of products by the matrix library are a filter only. Wherever a product lies so near a
 * relevant item's similarity that its rounding could matter, the pair is compared by {@link
 * RetrievalItems#similarity}, and equal similarities by ordinal. Ranks are therefore the same for
 * any block size, row order, number of threads or matrix library.
 */
public final class RetrievalEvaluator {
  private static final int QUERY_BLOCK = 256;
  private static final int GALLERY_BLOCK = 4096;

  private final RetrievalProtocol protocol;
  private final int queryBlock;
  private final int galleryBlock;

  /** An evaluator of this protocol with blocks of a few megabytes. */
  public RetrievalEvaluator(RetrievalProtocol protocol) {
    this(protocol, QUERY_BLOCK, GALLERY_BLOCK);
  }

  /**
   * An evaluator with blocks of this many rows each; they change memory and time, not ranks.
   *
   * @throws IllegalArgumentException when a block has less than one row
   */
  public RetrievalEvaluator(RetrievalProtocol protocol, int queryBlock, int galleryBlock) {
    if (queryBlock < 1 || galleryBlock < 1) {
      throw new IllegalArgumentException(
          "blocks of " + queryBlock + " × " + galleryBlock + " rows: must be at least 1 × 1");
    }
    this.protocol = protocol;
    this.queryBlock = queryBlock;
    this.galleryBlock = galleryBlock;
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

  /**
   * Whether any query has a relevant item, so that there is something to score. The protocol,
   * roles, identities and cameras decide it; the embeddings don't.
   */
  public boolean anythingRelevant(RetrievalItems items) {
    Participants participants = new Participants(items, protocol);
    return Arrays.stream(participants.queries())
        .anyMatch(query -> participants.relevant(query).length > 0);
  }

  /** Ranks every query. */
  public Evaluation evaluate(RetrievalItems items) {
    Participants participants = new Participants(items, protocol);
    int[] queries = participants.queries();
    int blocks = (queries.length + queryBlock - 1) / queryBlock;
    // Blocks may run in any order on any thread; they are combined in theirs.
    List<QueryBlock> done =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(b -> block(items, participants, b * queryBlock))
            .toList();
    RetrievalMetrics metrics = new RetrievalMetrics();
    SimilarityHistogram distributions = new SimilarityHistogram(Nodes.FINE);
    List<QueryOutcome> outcomes = new ArrayList<>(queries.length);
    for (QueryBlock block : done) {
      block.outcomes().forEach(metrics::accept);
      outcomes.addAll(block.outcomes());
      distributions.combine(block.distributions());
    }
    return new Evaluation(
        metrics.result(participants.gallery().length), List.copyOf(outcomes), distributions);
  }

  private QueryBlock block(RetrievalItems items, Participants participants, int from) {
    int to = Math.min(from + queryBlock, participants.queries().length);
    return QueryBlock.scan(items, participants, from, to, galleryBlock);
  }

  /**
   * The first {@code k} of each query's ranking, or all where the gallery is smaller.
   *
   * @param queries rows of queries, in any order
   * @return one list for each of {@code queries}, in their order, best first
   * @throws IllegalArgumentException when a row is not a query, or k is less than 1
   */
  public List<List<Neighbour>> neighbours(RetrievalItems items, int[] queries, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k = " + k + ": must be at least 1");
    }
    for (int row : queries) {
      if (!items.role(row).query()) {
        throw new IllegalArgumentException("ordinal " + items.ordinal(row) + " is not a query");
      }
    }
    return new NearestNeighbours(items, new Participants(items, protocol), galleryBlock)
        .of(queries, k);
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
   * @param negatives of two identities, the most similar first, at most one for any two identities
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
    return count == 0
        ? new Suspects(List.of(), List.of())
        : SuspectPairs.search(
            items, new Participants(items, protocol), count, queryBlock, galleryBlock);
  }
}
