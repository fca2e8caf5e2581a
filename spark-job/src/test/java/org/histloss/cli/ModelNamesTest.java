package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class ModelNamesTest {
  private static List<String> names(String... folders) {
    return ModelNames.of(Stream.of(folders).map(Path::new).toList());
  }

  @Test
  void theOnePartThatDiffersIsTheName() {
    assertThat(names("file:/models/run-a/model", "file:/models/run-b/model"))
        .containsExactly("run-a", "run-b");
    assertThat(names("hdfs://h/2025/run/model", "hdfs://h/2026/run/model"))
        .containsExactly("2025", "2026");
    assertThat(names("/x/1/run-a/model", "/x/2/run-b/model")).containsExactly("run-a", "run-b");
    assertThat(names("/r/champion", "/r/model")).containsExactly("champion", "model");
  }

  @Test
  void whereNoOnePartDiffersSeveralDo() {
    assertThat(names("/w/a/x/model", "/w/a/y/model", "/w/b/x/model"))
        .containsExactly("a/x", "a/y", "b/x");
  }

  /** A champion and two runs of one's own. */
  @Test
  void whoHasANameOfItsOwnIsNotCalledByAFolderAboveIt() {
    assertThat(names("/r/versions/000001-a/model", "/x/run/model", "/demo/run/model"))
        .containsExactly("000001-a", "x/run", "demo/run");
    assertThat(names("/2025/run/model", "/2026/run/model", "/2027/run/model"))
        .containsExactly("2025", "2026", "2027");
  }

  @Test
  void foldersOfDifferentDepthAreTold() {
    assertThat(names("/w/model", "/w/run/model")).containsExactly("w", "run");
    assertThat(names("/model", "/run/model")).doesNotHaveDuplicates();
  }

  @Test
  void theSamePathOnTwoFileSystemsIsGivenWhole() {
    assertThat(names("hdfs://a/run/model", "hdfs://b/run/model"))
        .containsExactly("hdfs://a/run/model", "hdfs://b/run/model");
  }
}
