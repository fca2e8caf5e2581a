package org.histloss.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is known of a split's samples apart from their content, in ordinal order. */
final class SampleFacts {
  private final List<Sample> samples;
  private final Map<String, Integer> cameraCodes = new HashMap<>();

  /**
   * One sample.
   *
   * @param ordinal its ordinal
   * @param id its {@code sample_id}
   * @param identity its identity
   * @param identityCode the identity's code
   * @param camera its camera, or null
   * @param role its role, or null
   */
  record Sample(
      long ordinal, String id, String identity, int identityCode, String camera, String role) {}

  /**
   * @param samples in ordinal order
   */
  SampleFacts(List<Sample> samples) {
    this.samples = List.copyOf(samples);
    String[] cameras =
        samples.stream()
            .map(Sample::camera)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toArray(String[]::new);
    for (String camera : cameras) {
      cameraCodes.put(camera, cameraCodes.size());
    }
  }

  /** The sample in this row. */
  Sample get(int row) {
    return samples.get(row);
  }

  int size() {
    return samples.size();
  }

  /** [n], ascending. */
  long[] ordinals() {
    return samples.stream().mapToLong(Sample::ordinal).toArray();
  }

  /**
   * The samples with their embeddings.
   *
   * @param embeddings [n, d], rows in ordinal order
   * @throws JobException exit code 21 when a role is unknown or an ordinal repeats
   */
  RetrievalItems items(INDArray embeddings) {
    int[] cameras = new int[size()];
    Arrays.setAll(
        cameras,
        i -> get(i).camera() == null ? RetrievalItems.NO_CAMERA : cameraCodes.get(get(i).camera()));
    try {
      return RetrievalItems.of(
          embeddings,
          ordinals(),
          samples.stream().mapToInt(Sample::identityCode).toArray(),
          cameras,
          samples.stream().map(sample -> Role.of(sample.role())).toArray(Role[]::new));
    } catch (IllegalArgumentException e) {
      throw JobException.badData("%s", e.getMessage());
    }
  }
}
