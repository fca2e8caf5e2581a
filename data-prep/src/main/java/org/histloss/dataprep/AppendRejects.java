package org.histloss.dataprep;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.dataprep.source.RejectReason;
import org.histloss.dataset.SampleSchema;

/**
 * What a data set leaves out once an input has been added to it.
 *
 * <p>What the input says of a sample id, by a sample or by a reject, takes the place of what was
 * said of it before, so that an input that was mended takes its rejects back. Rejects that name no
 * sample, such as malformed lines, can't be told from one another: there are those of the last
 * input. Rejects are the same whose sample, identity and reason are, for details tell of places,
 * which change with every file that is written anew.
 *
 * @param all rejects, in columns of {@link SampleSchema#rejects()}
 * @param counts per reason: how many
 * @param added those that weren't there before, without source and detail
 * @param addedCounts per reason: how many of these
 * @param taken how many of those before are there no more
 */
record AppendRejects(
    Dataset<Row> all,
    Map<String, Long> counts,
    Dataset<Row> added,
    Map<String, Long> addedCounts,
    long taken) {
  private static final int NAMED = 5;

  /** Those of a data set that is made. */
  static AppendRejects first(Dataset<Row> rejects) {
    Map<String, Long> counts = StagedRows.countByReason(rejects);
    return new AppendRejects(rejects, counts, keys(rejects), counts, 0);
  }

  /**
   * Those of a data set that is added to.
   *
   * @param before its rejects so far
   * @param input all rows of the input, judged
   * @param rejects the input's rejects
   */
  static AppendRejects onto(Dataset<Row> before, Dataset<Row> input, Dataset<Row> rejects) {
    Column id = before.col(SampleSchema.SAMPLE_ID);
    Dataset<Row> named = input.select(col(SampleSchema.SAMPLE_ID).as("named"));
    Dataset<Row> kept =
        before.where(id.isNotNull()).join(named, id.equalTo(col("named")), "left_anti");
    Dataset<Row> all = rejects.union(kept);
    Dataset<Row> added = keys(all).exceptAll(keys(before));
    return new AppendRejects(
        all,
        StagedRows.countByReason(all),
        added,
        StagedRows.countByReason(added),
        keys(before).exceptAll(keys(all)).count());
  }

  private static Dataset<Row> keys(Dataset<Row> rejects) {
    return rejects.select(SampleSchema.SAMPLE_ID, SampleSchema.IDENTITY, SampleSchema.REASON);
  }

  /** Whether they are those that were there before. */
  boolean same() {
    return addedCounts.isEmpty() && taken == 0;
  }

  /** Names some samples of which the data set holds another. */
  List<String> changed() {
    return added
        .where(col(SampleSchema.REASON).equalTo(RejectReason.CHANGED_SAMPLE.text()))
        .orderBy(SampleSchema.SAMPLE_ID)
        .limit(NAMED)
        .collectAsList()
        .stream()
        .map(row -> row.<String>getAs(SampleSchema.SAMPLE_ID))
        .toList();
  }
}
