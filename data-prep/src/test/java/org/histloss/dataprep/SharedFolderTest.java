package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedFolderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"spark://host:7077", "yarn", "k8s://https://host", "local-cluster[2,1,1]"})
  void aLocalPathOfAClusterIsBadConfiguration(String master) {
    SharedFolder folder = new SharedFolder("/data/ds", new Path("file:/data/ds"), master);
    assertThat(Prepared.refused(ExitCode.BAD_CONFIGURATION, () -> folder.requireVisible(3, 0)))
        .isEqualTo(
            "output = /data/ds: must be reachable by the driver and all executors (a shared file"
                + " system) on master "
                + master);
    Prepared.refused(ExitCode.BAD_CONFIGURATION, () -> folder.requireVisible(3, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "file:/data/ds, spark://host:7077, 3, 3",
    "file:/data/ds, spark://host:7077, 0, 1",
    "hdfs://name/data/ds, spark://host:7077, 3, 0",
    "file:/data/ds, local, 3, 0",
    "file:/data/ds, 'local[*]', 3, 0"
  })
  void anythingElseHasAnotherCause(String path, String master, long written, long visible) {
    SharedFolder folder = new SharedFolder("/data/ds", new Path(path), master);
    assertThatCode(() -> folder.requireVisible(written, visible)).doesNotThrowAnyException();
  }

  @Test
  void onlyDataFilesAreCounted(@TempDir java.nio.file.Path temporary) throws IOException {
    Configuration conf = new Configuration();
    assertThat(SharedFolder.dataFiles(conf, new Path(temporary + "/none"))).isZero();
    for (String name : new String[] {"_SUCCESS", "part-0.parquet", ".part-0.parquet.crc"}) {
      Files.createFile(temporary.resolve(name));
    }
    assertThat(SharedFolder.dataFiles(conf, new Path(temporary.toString()))).isOne();
  }
}
