package org.histloss.evaluation.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A stretch of the gallery, what a query of any identity has to find in it, and what is left out.
 *
 * <p>Items that are queries too come first, each group in ordinal order: a pair of two such samples
 * is met twice in an evaluation, and the distributions must know.
 */
final class GalleryPart implements AutoCloseable {
  private static final Matches NONE = new Matches(new int[0], new int[0]);

  private final RetrievalItems items;
  private final RetrievalProtocol protocol;
  private final Scratch scratch;
  private final int[] rows;
  private final int alsoQueries;
  private final Map<Integer, int[]> byIdentity;
  private INDArray matrix;

  /**
   * Positions in {@link #rows} that a query's identity holds, each ascending.
   *
   * @param relevant what the query has to find
   * @param leftOut what is taken out of its ranking
   */
  record Matches(int[] relevant, int[] leftOut) {}

  private GalleryPart(
      RetrievalItems items, RetrievalProtocol protocol, int from, int to, Scratch scratch) {
    this.items = items;
    this.protocol = protocol;
    this.scratch = scratch;
    int[] both = members(from, to, true);
    int[] only = members(from, to, false);
    this.rows = IntStream.concat(Arrays.stream(both), Arrays.stream(only)).toArray();
    this.alsoQueries = both.length;
    this.byIdentity = new HashMap<>();
    Map<Integer, List<Integer>> positions =
        IntStream.range(0, rows.length)
            .boxed()
            .collect(Collectors.groupingBy(i -> items.identity(rows[i])));
    positions.forEach(
        (identity, of) -> byIdentity.put(identity, of.stream().mapToInt(i -> i).toArray()));
  }

  private int[] members(int from, int to, boolean alsoQueries) {
    return IntStream.range(from, to)
        .filter(row -> items.role(row).gallery() && items.role(row).query() == alsoQueries)
        .toArray();
  }

  /** All gallery items among these samples. */
  static GalleryPart of(RetrievalItems items, RetrievalProtocol protocol) {
    return new GalleryPart(items, protocol, 0, items.size(), new Scratch());
  }

  /** The gallery cut after every {@code size} samples. */
  static List<GalleryPart> cut(RetrievalItems items, RetrievalProtocol protocol, int size) {
    Scratch shared = new Scratch();
    List<GalleryPart> parts = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      int to = Math.min(from + size, items.size());
      GalleryPart part = new GalleryPart(items, protocol, from, to, shared);
      if (part.rows.length > 0) {
        parts.add(part);
      }
    }
    return parts;
  }

  RetrievalItems items() {
    return items;
  }

  /** Rows of the gallery items in {@link #items}. */
  int[] rows() {
    return rows;
  }

  int size() {
    return rows.length;
  }

  /** How many of the first {@link #rows} are queries too. */
  int alsoQueries() {
    return alsoQueries;
  }

  /** The embeddings of {@link #rows}, [size, d]; copied once where they don't lie together. */
  synchronized INDArray matrix() {
    if (matrix == null) {
      matrix = items.vectors().block(rows);
    }
    return matrix;
  }

  /** Room for the products with {@link #matrix}. */
  Scratch scratch() {
    return scratch;
  }

  /** The similarities of single queries with {@link #rows}; one thread's. */
  ExactProducts exactly() {
    return new ExactProducts(items.vectors());
  }

  /** What a query finds of its own identity. */
  Matches matches(RetrievalItems queries, int query) {
    int[] positions = byIdentity.get(queries.identity(query));
    if (positions == null) {
      return NONE;
    }
    int[] relevant = new int[positions.length];
    int[] leftOut = new int[positions.length];
    int toFind = 0;
    int out = 0;
    for (int position : positions) {
      if (leftOut(queries, query, rows[position])) {
        leftOut[out++] = position;
      } else if (items.role(rows[position]) != Role.DISTRACTOR) {
        relevant[toFind++] = position;
      }
    }
    return new Matches(Arrays.copyOf(relevant, toFind), Arrays.copyOf(leftOut, out));
  }

  /** Whether a gallery row of the query's identity is taken out of its ranking. */
  private boolean leftOut(RetrievalItems queries, int query, int row) {
    return items.ordinal(row) == queries.ordinal(query)
        || (items.role(row) != Role.DISTRACTOR
            && protocol.leavesOut(queries.camera(query), items.camera(row)));
  }

  /** Gives memory back that is this part's own. */
  @Override
  public synchronized void close() {
    scratch.close();
    if (matrix != null && !items.vectors().together(rows)) {
      matrix.close();
    }
    matrix = null;
  }
}
