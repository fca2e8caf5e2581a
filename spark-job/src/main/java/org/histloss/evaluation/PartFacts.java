package org.histloss.evaluation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.histloss.evaluation.embedding.EmbeddedBatch;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;

/** Who all samples are, in ordinal order, to be joined to their embeddings on executors. */
@SuppressWarnings("ArrayRecordComponent") // Broadcast as it is; never compared.
record PartFacts(long[] ordinals, int[] identities, int[] cameras, Role[] roles)
    implements Serializable {

  /** Of samples whose embeddings don't matter here. */
  PartFacts(RetrievalItems facts) {
    this(
        IntStream.range(0, facts.size()).mapToLong(facts::ordinal).toArray(),
        IntStream.range(0, facts.size()).map(facts::identity).toArray(),
        IntStream.range(0, facts.size()).map(facts::camera).toArray(),
        IntStream.range(0, facts.size()).mapToObj(facts::role).toArray(Role[]::new));
  }

  /** One part, its samples put in order. */
  RetrievalItems.Stored part(Iterable<EmbeddedBatch> slices, int dimension) {
    List<EmbeddedBatch> sorted =
        StreamSupport.stream(slices.spliterator(), false)
            .sorted(Comparator.comparingLong(slice -> slice.ordinals()[0]))
            .toList();
    int size = sorted.stream().mapToInt(slice -> slice.ordinals().length).sum();
    float[] numbers = new float[size * dimension];
    int[] rows = new int[size];
    int row = 0;
    for (EmbeddedBatch slice : sorted) {
      for (int i = 0; i < slice.ordinals().length; i++) {
        System.arraycopy(slice.embeddings()[i], 0, numbers, row * dimension, dimension);
        rows[row++] = row(slice.ordinals()[i]);
      }
    }
    return new RetrievalItems.Stored(
        numbers,
        Arrays.stream(rows).mapToLong(i -> ordinals[i]).toArray(),
        Arrays.stream(rows).map(i -> identities[i]).toArray(),
        Arrays.stream(rows).map(i -> cameras[i]).toArray(),
        Arrays.stream(rows).mapToObj(i -> roles[i]).toArray(Role[]::new));
  }

  private int row(long ordinal) {
    int row = Arrays.binarySearch(ordinals, ordinal);
    if (row < 0) {
      throw new IllegalStateException("ordinal " + ordinal + " was not asked for");
    }
    return row;
  }

  /** The part with the roles that its samples have here. */
  RetrievalItems.Stored withRoles(RetrievalItems.Stored part) {
    Role[] others =
        Arrays.stream(part.ordinals())
            .mapToObj(ordinal -> roles[Arrays.binarySearch(ordinals, ordinal)])
            .toArray(Role[]::new);
    return new RetrievalItems.Stored(
        part.numbers(), part.ordinals(), part.identities(), part.cameras(), others);
  }

  /** Those of a part's samples that have one of these ordinals, which ascend. */
  static RetrievalItems.Stored only(RetrievalItems.Stored part, long[] wanted) {
    int[] rows =
        IntStream.range(0, part.ordinals().length)
            .filter(i -> Arrays.binarySearch(wanted, part.ordinals()[i]) >= 0)
            .toArray();
    int d = part.numbers().length / part.ordinals().length;
    float[] numbers = new float[rows.length * d];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(part.numbers(), rows[i] * d, numbers, i * d, d);
    }
    return new RetrievalItems.Stored(
        numbers,
        Arrays.stream(rows).mapToLong(i -> part.ordinals()[i]).toArray(),
        Arrays.stream(rows).map(i -> part.identities()[i]).toArray(),
        Arrays.stream(rows).map(i -> part.cameras()[i]).toArray(),
        Arrays.stream(rows).mapToObj(i -> part.roles()[i]).toArray(Role[]::new));
  }

  /** Parts one after another; {@link RetrievalItems} put them in order. */
  static RetrievalItems.Stored together(List<RetrievalItems.Stored> parts) {
    int size = parts.stream().mapToInt(part -> part.ordinals().length).sum();
    int d = parts.get(0).numbers().length / parts.get(0).ordinals().length;
    float[] numbers = new float[size * d];
    int at = 0;
    for (RetrievalItems.Stored part : parts) {
      System.arraycopy(part.numbers(), 0, numbers, at, part.numbers().length);
      at += part.numbers().length;
    }
    return new RetrievalItems.Stored(
        numbers,
        parts.stream().flatMapToLong(part -> Arrays.stream(part.ordinals())).toArray(),
        parts.stream().flatMapToInt(part -> Arrays.stream(part.identities())).toArray(),
        parts.stream().flatMapToInt(part -> Arrays.stream(part.cameras())).toArray(),
        parts.stream().flatMap(part -> Arrays.stream(part.roles())).toArray(Role[]::new));
  }
}
