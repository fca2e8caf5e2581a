package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataprep.source.Candidate;
import org.junit.jupiter.api.Test;

class DecodeStageTest {
  private final DecodeStage stage =
      new DecodeStage(new SerializableConfiguration(new Configuration()), Prepared.SMALL, true);

  @Test
  void aRowThatIsTooLongIsLeftOut() {
    byte[] tooLong = new byte[(int) DecodeStage.MAX_BYTES + 1];
    assertThat(judged(Candidate.at("table", 1).sample("s", "ann").image(tooLong)))
        .isEqualTo("too large: 67108865 bytes: at most 67108864 are read");
  }

  @Test
  void aPictureOfTooManyPixelsIsLeftOut() {
    byte[] webp = Pictures.webpHeader(3_000, 3_000);
    assertThat(judged(Candidate.at("table", 1).sample("s", "ann").image(webp)))
        .isEqualTo("too large: 9000000 pixels: at most 8000000 are read of webp");
  }

  private String judged(Candidate candidate) {
    Row row = withNames(candidate.row());
    Row staged = stage.call(List.of(row).iterator()).next();
    assertThat(staged.isNullAt(DecodeStage.SCHEMA.fieldIndex("image"))).isTrue();
    return staged.getString(DecodeStage.SCHEMA.fieldIndex("reason"))
        + ": "
        + staged.getString(DecodeStage.SCHEMA.fieldIndex("detail"));
  }

  private static Row withNames(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return new GenericRowWithSchema(values, Candidate.SCHEMA);
  }
}
