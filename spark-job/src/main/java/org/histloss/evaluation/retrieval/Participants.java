package org.histloss.evaluation.retrieval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;

/** Who is a query, who is in the gallery, and what an item of the query's identity counts as. */
final class Participants {
  private final RetrievalItems items;
  private final RetrievalProtocol protocol;
  private final int[] queries;
  private final int[] gallery;
  private final Map<Integer, int[]> galleryOfIdentity;

  Participants(RetrievalItems items, RetrievalProtocol protocol) {
    this.items = items;
    this.protocol = protocol;
    this.queries =
        IntStream.range(0, items.size()).filter(row -> items.role(row).query()).toArray();
    this.gallery =
        IntStream.range(0, items.size()).filter(row -> items.role(row).gallery()).toArray();
    this.galleryOfIdentity = new HashMap<>();
    Map<Integer, List<Integer>> rows =
        Arrays.stream(gallery).boxed().collect(Collectors.groupingBy(items::identity));
    rows.forEach(
        (identity, of) ->
            galleryOfIdentity.put(identity, of.stream().mapToInt(Integer::intValue).toArray()));
  }

  /** Rows of the queries, ascending. */
  int[] queries() {
    return queries;
  }

  /** Rows of the gallery, ascending. */
  int[] gallery() {
    return gallery;
  }

  /** Gallery rows that a query has to find, ascending. */
  int[] relevant(int query) {
    return sameIdentity(query).filter(row -> relevant(query, row)).toArray();
  }

  /** Whether a query has to find this gallery row. */
  boolean relevant(int query, int row) {
    return items.identity(row) == items.identity(query)
        && items.role(row) != Role.DISTRACTOR
        && !leftOut(query, row);
  }

  /** Gallery rows that are taken out of a query's ranking, ascending. */
  int[] leftOut(int query) {
    return sameIdentity(query).filter(row -> leftOut(query, row)).toArray();
  }

  private IntStream sameIdentity(int query) {
    return Arrays.stream(galleryOfIdentity.getOrDefault(items.identity(query), new int[0]));
  }

  /** Whether a gallery row of the query's identity is taken out of its ranking. */
  boolean leftOut(int query, int row) {
    return row == query
        || (items.role(row) != Role.DISTRACTOR
            && protocol.leavesOut(items.camera(query), items.camera(row)));
  }

  /** Where a gallery row lies in {@link #gallery}. */
  int galleryPosition(int row) {
    return Arrays.binarySearch(gallery, row);
  }

  /**
   * Whether the pair is the mirror image of one that an earlier query has already: both samples are
   * query and gallery item, so the pair is met twice.
   */
  boolean mirrored(int query, int row) {
    return row < query && items.role(row).query() && items.role(query).gallery();
  }
}
