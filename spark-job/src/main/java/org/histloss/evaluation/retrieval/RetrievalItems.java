package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The samples of one retrieval evaluation, rows in ordinal order.
 *
 * <p>The order is made here, once, so that nothing downstream can depend on the order in which rows
 * arrived.
 */
public final class RetrievalItems implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The camera code of a sample without a camera. */
  public static final int NO_CAMERA = -1;

  /** What a sample takes part in. */
  public enum Role {
    /** No role given: query and gallery item. */
    BOTH(true, true),
    QUERY(true, false),
    GALLERY(false, true),
    /** In the gallery, never relevant. */
    DISTRACTOR(false, true),
    /** Takes part in nothing. */
    JUNK(false, false);

    private final boolean query;
    private final boolean gallery;

    Role(boolean query, boolean gallery) {
      this.query = query;
      this.gallery = gallery;
    }

    /** Whether samples of this role are queries. */
    public boolean query() {
      return query;
    }

    /** Whether samples of this role are in the gallery. */
    public boolean gallery() {
      return gallery;
    }

    /**
     * The role as the {@code role} column spells it.
     *
     * @param role {@code query}, {@code gallery}, {@code distractor}, {@code junk} or null
     * @throws IllegalArgumentException for any other word
     */
    public static Role of(String role) {
      if (role == null) {
        return BOTH;
      }
      return switch (role) {
        case "query" -> QUERY;
        case "gallery" -> GALLERY;
        case "distractor" -> DISTRACTOR;
        case "junk" -> JUNK;
        default ->
            throw new IllegalArgumentException(
                "role = " + role + ": must be query, gallery, distractor or junk");
      };
    }
  }

  /**
   * Samples as plain numbers, which Spark can keep, spill and send.
   *
   * @param numbers [n × d] embeddings, row after row
   * @param ordinals [n], ascending
   * @param identities [n] identity codes
   * @param cameras [n] camera codes or {@link #NO_CAMERA}
   * @param roles [n]
   */
  @SuppressWarnings("ArrayRecordComponent") // Carries rows between processes; never compared.
  public record Stored(
      float[] numbers, long[] ordinals, int[] identities, int[] cameras, Role[] roles)
      implements Serializable {

    /** Embeddings that have no direction: all their numbers are 0. */
    public long zeros() {
      int d = numbers.length / ordinals.length;
      return IntStream.range(0, ordinals.length)
          .filter(row -> IntStream.range(row * d, (row + 1) * d).allMatch(i -> numbers[i] == 0))
          .count();
    }

    /** The samples; their embeddings are copied outside of Java's heap. */
    public RetrievalItems items() {
      long d = numbers.length / ordinals.length;
      INDArray rows = Nd4j.create(numbers, new long[] {ordinals.length, d}, 'c');
      return of(rows, ordinals, identities, cameras, roles);
    }
  }

  /** Embeddings that have no direction: all their numbers are 0. */
  public long zeros() {
    return vectors.zeros();
  }

  /** What travels in place of the samples, whose embeddings Java can't write. */
  private record Sent(Stored stored) implements Serializable {
    private Object readResolve() {
      return stored.items();
    }
  }

  private final transient ItemVectors vectors;
  private final long[] ordinals;
  private final int[] identities;
  private final int[] cameras;
  private final Role[] roles;

  private RetrievalItems(
      ItemVectors vectors, long[] ordinals, int[] identities, int[] cameras, Role[] roles) {
    this.vectors = vectors;
    this.ordinals = ordinals;
    this.identities = identities;
    this.cameras = cameras;
    this.roles = roles;
  }

  /**
   * Takes the samples in any order.
   *
   * @param embeddings [n, d], FLOAT or DOUBLE, n ≥ 1, finite; used as they are, not normalised
   * @param ordinals [n], all different
   * @param identities [n] identity codes
   * @param cameras [n] camera codes or {@link #NO_CAMERA}
   * @param roles [n]
   * @throws IllegalArgumentException when lengths differ, an ordinal repeats, or a value is not
   *     finite; the message names the ordinal
   */
  public static RetrievalItems of(
      INDArray embeddings, long[] ordinals, int[] identities, int[] cameras, Role[] roles) {
    int n = checkShape(embeddings);
    checkLength("ordinals", ordinals.length, n);
    checkLength("identities", identities.length, n);
    checkLength("cameras", cameras.length, n);
    checkLength("roles", roles.length, n);
    int[] order = order(ordinals);
    long[] sorted = Arrays.stream(order).mapToLong(i -> ordinals[i]).toArray();
    for (int i = 1; i < n; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException("ordinal " + sorted[i] + " appears twice");
      }
    }
    return new RetrievalItems(
        ItemVectors.of(embeddings, order, sorted),
        sorted,
        Arrays.stream(order).map(i -> identities[i]).toArray(),
        Arrays.stream(order).map(i -> cameras[i]).toArray(),
        Arrays.stream(order).mapToObj(i -> roles[i]).toArray(Role[]::new));
  }

  /**
   * The same samples and embeddings with other roles: a part of an evaluation, such as the queries
   * of one camera. Embeddings are shared, not copied.
   *
   * @param others [n], one for each row
   * @throws IllegalArgumentException when there is not one for each row
   */
  public RetrievalItems withRoles(Role[] others) {
    checkLength("roles", others.length, size());
    return new RetrievalItems(vectors, ordinals, identities, cameras, others.clone());
  }

  /** The samples in these rows alone, which ascend; their embeddings are copied. */
  RetrievalItems only(int[] rows) {
    return new RetrievalItems(
        vectors.only(rows),
        Arrays.stream(rows).mapToLong(row -> ordinals[row]).toArray(),
        Arrays.stream(rows).map(row -> identities[row]).toArray(),
        Arrays.stream(rows).map(row -> cameras[row]).toArray(),
        Arrays.stream(rows).mapToObj(row -> roles[row]).toArray(Role[]::new));
  }

  /**
   * The row of an ordinal.
   *
   * @throws IllegalArgumentException when no sample has it
   */
  public int row(long ordinal) {
    int row = Arrays.binarySearch(ordinals, ordinal);
    if (row < 0) {
      throw new IllegalArgumentException("ordinal " + ordinal + " is not among the samples");
    }
    return row;
  }

  /** The samples as plain numbers; their embeddings must be FLOAT. */
  public Stored stored() {
    return new Stored(vectors.numbers(), ordinals, identities, cameras, roles);
  }

  private Object writeReplace() {
    return new Sent(stored());
  }

  /** Gives the embeddings' memory back; they must not be used any more. */
  public void close() {
    vectors.close();
  }

  private static int checkShape(INDArray embeddings) {
    if (embeddings.rank() != 2 || embeddings.isEmpty()) {
      throw new IllegalArgumentException(
          "embeddings have shape " + embeddings.shapeInfoToString() + ": must be [n, d]");
    }
    if (embeddings.dataType() != DataType.FLOAT && embeddings.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "embeddings are " + embeddings.dataType() + ": must be FLOAT or DOUBLE");
    }
    return Math.toIntExact(embeddings.rows());
  }

  private static void checkLength(String name, int length, int rows) {
    if (length != rows) {
      throw new IllegalArgumentException(
          name + " has " + length + " entries: must have one for each of " + rows + " rows");
    }
  }

  private static int[] order(long[] ordinals) {
    return IntStream.range(0, ordinals.length)
        .boxed()
        .sorted(Comparator.comparingLong(i -> ordinals[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Number of samples. */
  public int size() {
    return ordinals.length;
  }

  /** Length of one embedding. */
  public int dimension() {
    return vectors.dimension();
  }

  /** Ordinal of the sample in this row. */
  public long ordinal(int row) {
    return ordinals[row];
  }

  /** Identity code of the sample in this row. */
  public int identity(int row) {
    return identities[row];
  }

  /** Camera code of the sample in this row, or {@link #NO_CAMERA}. */
  public int camera(int row) {
    return cameras[row];
  }

  /** Role of the sample in this row. */
  public Role role(int row) {
    return roles[row];
  }

  /**
   * The dot product of two rows, summed in double in index order: what all ranks are decided on.
   */
  public double similarity(int row, int other) {
    return vectors.dot(row, other);
  }

  ItemVectors vectors() {
    return vectors;
  }
}
