package org.histloss.retraining;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.SamplePixels;
import org.histloss.dataset.SampleSchema;
import org.histloss.retraining.learning.KnownIdentities;
import scala.Tuple2;

/** What a retraining wants to know of a data set's rows. */
final class SampleRows {
  private static final List<String> ALL = List.of("train", "val", "test");

  /** Samples whose inputs are looked at, about so many. */
  private static final double PROFILED = 10_000;

  private final DatasetReader data;

  SampleRows(DatasetReader data) {
    this.data = data;
  }

  /** Names of all identities of a data set by code. */
  Map<Integer, String> identities() {
    return identities(ALL);
  }

  /** Names of the identities of one split by code. */
  Map<Integer, String> identities(String split) {
    return identities(List.of(split));
  }

  /** Names of the training identities of at least two samples by code; others teach nothing. */
  Map<Integer, String> trainable() {
    Map<Integer, String> names = new TreeMap<>();
    data.samples(List.of("train"))
        .groupBy(SampleSchema.IDENTITY_CODE, SampleSchema.IDENTITY)
        .count()
        .filter("count > 1")
        .collectAsList()
        .forEach(row -> names.put(row.getInt(0), row.getString(1)));
    return names;
  }

  private Map<Integer, String> identities(List<String> splits) {
    Map<Integer, String> names = new TreeMap<>();
    data.samples(splits)
        .select(SampleSchema.IDENTITY_CODE, SampleSchema.IDENTITY)
        .distinct()
        .collectAsList()
        .forEach(row -> names.put(row.getInt(0), row.getString(1)));
    return names;
  }

  /**
   * Statistics of the inputs of about ten thousand samples: those whose hash is small enough, so
   * the same ones whatever else is added.
   */
  InputProfile profile() {
    SampleShape shape = data.manifest().shape();
    long samples = data.manifest().splits().values().stream().mapToLong(s -> s.samples()).sum();
    double share = PROFILED / Math.max(PROFILED, samples);
    List<Tuple2<Long, double[]>> found =
        data.samples(ALL)
            .select(
                SampleSchema.ORDINAL,
                SampleSchema.SAMPLE_ID,
                SampleSchema.IMAGE,
                SampleSchema.FEATURES)
            .javaRDD()
            .filter(row -> chosen(row.getString(1), share))
            .map(row -> new Tuple2<>(row.getLong(0), statistics(row, shape)))
            .collect();
    return InputProfile.of(
        shape, found.stream().sorted(Comparator.comparing(Tuple2::_1)).map(Tuple2::_2).toList());
  }

  private static boolean chosen(String sampleId, double share) {
    // The hash as a fraction from 0 to 1.
    return (KnownIdentities.hash(sampleId) >>> 11) * 0x1.0p-53 < share;
  }

  private static double[] statistics(Row row, SampleShape shape) {
    if (shape.picture()) {
      return InputProfile.statistics(
          shape, SamplePixels.decode(row.getAs(2), shape, row.getString(1)));
    }
    List<Float> features = row.getList(3);
    float[] values = new float[features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = features.get(i);
    }
    return InputProfile.statistics(shape, values);
  }
}
