package org.histloss.evaluation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;

/**
 * A query whose nearest neighbours are held against those that another model finds.
 *
 * @param row of the query
 * @param found the head of its ranking, best first
 */
record Anchor(int row, List<Neighbour> found) {

  /** A query and what decides whether it is an anchor. */
  private record Candidate(int row, String id, long hash) {
    private static final Comparator<Candidate> ORDER =
        Comparator.<Candidate, Long>comparing(Candidate::hash, Long::compareUnsigned)
            .thenComparing(Candidate::id);
  }

  /**
   * The {@code anchors} queries whose {@code sample_id} has the smallest hashes, or all where there
   * are fewer, in the order of the hashes. The hash knows nothing of the other samples: one that
   * comes or goes moves one anchor at most.
   *
   * @param neighbours entries of each ranking at most
   */
  static List<Anchor> of(SampleFacts facts, EmbeddedSplit split, int anchors, int neighbours) {
    int[] rows = choose(facts, split.samples().queries(), anchors);
    List<List<Neighbour>> found = split.neighbours(rows, neighbours);
    return IntStream.range(0, rows.length)
        .mapToObj(i -> new Anchor(rows[i], found.get(i)))
        .toList();
  }

  private static int[] choose(SampleFacts facts, int[] queries, int anchors) {
    MessageDigest sha256 = sha256();
    return Arrays.stream(queries)
        .mapToObj(
            row -> {
              String id = facts.get(row).id();
              byte[] digest = sha256.digest(id.getBytes(StandardCharsets.UTF_8));
              return new Candidate(row, id, ByteBuffer.wrap(digest).getLong());
            })
        .sorted(Candidate.ORDER)
        .limit(anchors)
        .mapToInt(Candidate::row)
        .toArray();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
