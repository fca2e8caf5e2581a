package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedRowsTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir java.nio.file.Path temporary;

  @Test
  void whatAnExecutorKeptMayBeLost() {
    Dataset<Row> staged =
        SPARK.createDataFrame(
            List.of(row(3, "s"), row(1, "s"), row(2, "s"), row(4, "t")), DecodeStage.SCHEMA);
    StagedRows rows =
        new StagedRows(SPARK, staged, 0, "here", new Path(temporary + "/[1]/repeated"));
    JavaSparkContext.fromSparkContext(SPARK.sparkContext())
        .getPersistentRDDs()
        .values()
        .forEach(kept -> kept.unpersist(true));
    IdentityTable table = new IdentityTable(rows.groups(), new IdentitySplit(Prepared.ALL_TRAIN));
    Dataset<Row> rejects = rows.rejects(table);
    assertThat(StagedRows.countByReason(rejects)).isEqualTo(Map.of("duplicate id", 2L));
    assertThat(rejects.collectAsList())
        .extracting(row -> row.getAs("detail"))
        .containsExactlyInAnyOrder("again at list 2", "again at list 3");
    assertThat(rows.samples(table).select("position").collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactlyInAnyOrder(1L, 4L);
  }

  private static Row row(long position, String id) {
    return RowFactory.create(
        "list", position, id, "ann", null, null, null, new byte[1], null, null, null, "1:1", "x");
  }
}
