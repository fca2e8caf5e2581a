package org.histloss.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.EvaluationResult.SamplePicture;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
   * @throws JobException exit code 21 when two of them have the same id
   */
  SampleFacts(List<Sample> samples) {
    this.samples = List.copyOf(samples);
    checkIds();
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

  /** Names of the cameras. */
  SortedSet<String> cameras() {
    return new TreeSet<>(cameraCodes.keySet());
  }

  /** Code of a camera in {@link #items}. */
  int cameraCode(String camera) {
    return cameraCodes.get(camera);
  }

  /** A sample that is there twice finds itself: its score would be too good. */
  private void checkIds() {
    Map<String, Long> ordinals = new HashMap<>();
    for (Sample sample : samples) {
      Long first = ordinals.put(sample.id(), sample.ordinal());
      if (first != null) {
        throw JobException.badData(
            "sample_id %s appears twice, at ordinals %d and %d: must be one sample's",
            sample.id(), first, sample.ordinal());
      }
    }
  }

  /** The sample in this row. */
  Sample get(int row) {
    return samples.get(row);
  }

  /**
   * The sample in this row as it is shown.
   *
   * @param pictures ordinal → PNG; samples without a picture are absent
   */
  SamplePicture picture(int row, Map<Long, byte[]> pictures) {
    Sample sample = get(row);
    return new SamplePicture(
        sample.id(), sample.identity(), sample.camera(), pictures.get(sample.ordinal()));
  }

  int size() {
    return samples.size();
  }

  /** Relevant items of all queries together, if no protocol leaves any out. */
  long relevantAtMost() {
    RetrievalItems items = bare();
    Map<Integer, long[]> counts = new HashMap<>();
    for (int row = 0; row < size(); row++) {
      Role role = items.role(row);
      long[] count = counts.computeIfAbsent(items.identity(row), code -> new long[2]);
      count[0] += role.query() ? 1 : 0;
      count[1] += role.gallery() && role != Role.DISTRACTOR ? 1 : 0;
    }
    return counts.values().stream().mapToLong(count -> count[0] * count[1]).sum();
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
    return items(embeddings, IntStream.range(0, size()).toArray());
  }

  /**
   * The same with the embeddings in another order.
   *
   * @param places [n] row of {@code embeddings} that belongs to each sample, a permutation
   */
  RetrievalItems items(INDArray embeddings, int[] places) {
    long[] ordinals = new long[size()];
    int[] identities = new int[size()];
    int[] cameras = new int[size()];
    Role[] roles = new Role[size()];
    try {
      for (int row = 0; row < size(); row++) {
        Sample sample = get(row);
        ordinals[places[row]] = sample.ordinal();
        identities[places[row]] = sample.identityCode();
        cameras[places[row]] =
            sample.camera() == null ? RetrievalItems.NO_CAMERA : cameraCode(sample.camera());
        roles[places[row]] = Role.of(sample.role());
      }
      return RetrievalItems.of(embeddings, ordinals, identities, cameras, roles);
    } catch (IllegalArgumentException e) {
      throw JobException.badData("%s", e.getMessage());
    }
  }

  /** Places with the gallery first, so that ranking finds it in one stretch of memory. */
  int[] galleryFirst() {
    RetrievalItems bare = bare();
    int[] places = new int[size()];
    int gallery = 0;
    int others = (int) IntStream.range(0, size()).filter(i -> bare.role(i).gallery()).count();
    for (int row = 0; row < size(); row++) {
      places[row] = bare.role(row).gallery() ? gallery++ : others++;
    }
    return places;
  }

  /** The samples for whatever doesn't depend on their embeddings, such as who is a query. */
  RetrievalItems bare() {
    return items(Nd4j.zeros(DataType.FLOAT, size(), 1));
  }

  /**
   * Refuses samples among which no query has anything right to find: every score would be a mean
   * over nothing.
   *
   * @param name of the samples, for the message
   * @throws JobException exit code 21 naming the cause, and the remedy where cameras are the cause
   */
  void checkRelevant(RetrievalProtocol protocol, String name) {
    RetrievalItems items = bare();
    if (new RetrievalEvaluator(protocol).anythingRelevant(items)) {
      return;
    }
    if (new RetrievalEvaluator(new RetrievalProtocol.LeaveOneOut()).anythingRelevant(items)) {
      throw JobException.badData(
          "%s: no query can be scored: the samples of an identity all have one camera (%s), and"
              + " those of the query's camera are left out; if that is no camera, give"
              + " --set evaluation.exclude-same-camera=false (or evaluation.protocol=leave-one-out)",
          name, fewCameras());
    }
    throw JobException.badData(
        "%s: no query can be scored: at least one identity must have a query and another sample in"
            + " the gallery",
        name);
  }

  /** The cameras' names, the first few where there are many. */
  private String fewCameras() {
    List<String> names = List.copyOf(cameras());
    int shown = Math.min(3, names.size());
    return String.join(", ", names.subList(0, shown)) + (shown < names.size() ? ", …" : "");
  }

  /** The facts of all samples of a split, in ordinal order. */
  static SampleFacts read(Dataset<Row> samples) {
    List<Row> rows =
        samples
            .select(
                SampleSchema.ORDINAL,
                SampleSchema.SAMPLE_ID,
                SampleSchema.IDENTITY,
                SampleSchema.IDENTITY_CODE,
                SampleSchema.CAMERA,
                SampleSchema.ROLE)
            .orderBy(SampleSchema.ORDINAL)
            .collectAsList();
    return new SampleFacts(
        rows.stream()
            .map(
                row ->
                    new SampleFacts.Sample(
                        row.getLong(0),
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5)))
            .toList());
  }
}
