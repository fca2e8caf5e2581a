package org.histloss.dataprep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.histloss.dataset.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareCsvTest {
  @TempDir Path temporary;
  private Path manifest;
  private Path output;

  @BeforeEach
  void places() throws IOException {
    Path input = Files.createDirectories(temporary.resolve("in put"));
    manifest = input.resolve("list.csv");
    output = temporary.resolve("dataset");
    for (String name : List.of("a1.png", "a2.png", "sub/b1.png", "sub/b2.png", "x,y.png")) {
      Pictures.write(input.resolve(name));
    }
  }

  @Test
  void columnsStandInAnyOrderAndPathsAreRelativeToTheManifest() throws IOException {
    Path far = temporary.resolve("far.png");
    Pictures.write(far);
    Prepared prepared =
        prepare(
            "\ufeffrole, split ,Identity,camera,path,comment",
            ",train,ann,c1,./a1.png,hello",
            "gallery,test,bob,,sub/b1.png,",
            "query,test,bob,c2,sub/b2.png,",
            "",
            ",,ann,c2,\"x,y.png\",quoted",
            ",train,ann,c3," + far + ",absolute",
            ",train,ann,c4," + far.toUri() + ",a URI");
    assertThat(prepared.samples("train"))
        .extracting(row -> row.getAs("sample_id") + " " + row.getAs("camera"))
        .containsExactlyInAnyOrder("a1.png c1", "x,y.png c2", far + " c3", far.toUri() + " c4");
    assertThat(prepared.samples("test"))
        .extracting(
            row -> row.getAs("sample_id") + " " + row.getAs("role") + " " + row.getAs("camera"))
        .containsExactly("sub/b1.png gallery null", "sub/b2.png query c2");
    assertThat(prepared.rejects()).isEmpty();
  }

  @Test
  void whatCannotBeUsedIsCountedAndTold() throws IOException {
    Prepared prepared =
        prepare(
            "path,identity,camera,split,role",
            "a1.png,ann,,train,",
            "a2.png,ann,,,",
            "gone.png,ann,,,",
            ",ann,,,",
            "nowhere://host/a.png,ann,,,",
            "sub/b1.png,,,,",
            "sub/b1.png,bob,,trian,",
            "sub/b1.png,bob,,,quary",
            "a1.png,ann,,,",
            "./a1.png,zoe,,,",
            "too,short",
            "much,too,long,for,this,table,by,far",
            "sub/b1.png,far,,train,distractor",
            "sub/b2.png,far,,val,junk");
    assertThat(prepared.ids()).containsExactly("a1.png", "a2.png");
    assertThat(prepared.manifest().rejects())
        .isEqualTo(
            Map.of(
                "missing file", 3L,
                "no identity", 1L,
                "unknown split", 1L,
                "unknown role", 1L,
                "duplicate id", 2L,
                "malformed row", 2L,
                "distractor or junk outside test", 2L));
  }

  @Test
  void ofEqualIdsTheFirstReadableLineIsKept() throws IOException {
    Prepared prepared =
        prepare(
            "sample_id,path,identity",
            "one,gone.png,ann",
            "one,a1.png,bob",
            "one,a2.png,zoe",
            "two,a2.png,bob");
    assertThat(prepared.samples())
        .extracting(row -> row.getAs("sample_id") + " " + row.getAs("identity"))
        .containsExactly("one bob", "two bob");
    assertThat(prepared.rejects()).containsExactly("one: duplicate id", "one: missing file");
  }

  @Test
  void distractorsAndJunkGoToTest() throws IOException {
    Prepared prepared =
        prepare(
            "path,identity,role",
            "a1.png,ann,",
            "a2.png,ann,",
            "sub/b1.png,0000,distractor",
            "sub/b2.png,0000,junk",
            "x$y.png,ann,junk".replace('$', ',').replace("x,y.png", "\"x,y.png\""));
    assertThat(prepared.samples("test"))
        .extracting(row -> row.<String>getAs("role"))
        .containsExactly("distractor", "junk");
    assertThat(prepared.samples("train")).hasSize(2);
    assertThat(prepared.rejects())
        .as("ann is trained on, so her junk can't be tested with")
        .containsExactly("x,y.png: identity in two splits");
  }

  @Test
  void anIdentityLivesInTheSplitThatItsFirstLineGives() throws IOException {
    Prepared prepared =
        prepare(
            "path,identity,split",
            "a1.png,ann,",
            "a2.png,ann,test",
            "sub/b1.png,ann,train",
            "sub/b2.png,ann,");
    assertThat(prepared.ids()).containsExactly("a1.png", "a2.png", "sub/b2.png");
    assertThat(prepared.samples("test")).hasSize(3);
    assertThat(prepared.rejects()).containsExactly("sub/b1.png: identity in two splits");
  }

  @Test
  void featureColumnsStandInPlaceOfThePath() throws IOException {
    Prepared prepared =
        prepare(
            "f1,f0,identity,f2",
            "0.5,1,ann,-2e3",
            "0,0,ann,0",
            "NaN,1,ann,2",
            "one,1,ann,2",
            ",1,ann,2");
    assertThat(prepared.manifest().shape()).hasToString("3 features");
    Row first = prepared.samples().get(0);
    assertThat(first.<String>getAs("sample_id")).isEqualTo("list.csv:2");
    assertThat(first.<Float>getList(5)).containsExactly(1f, 0.5f, -2000f);
    assertThat(first.<Object>getAs("image")).isNull();
    assertThat(prepared.manifest().rejects()).isEqualTo(Map.of("bad features", 3L));
  }

  @Test
  void manyFeaturesAreRead() throws IOException {
    StringBuilder header = new StringBuilder("sample_id,identity");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < 2048; i++) {
      header.append(",f").append(i);
      values.append(',').append(i / 8f);
    }
    Prepared prepared = prepare(header.toString(), "s1,ann" + values, "s2,ann" + values);
    assertThat(prepared.manifest().shape().dimension()).isEqualTo(2048);
    assertThat(prepared.samples().get(1).<Float>getList(5).get(2047)).isEqualTo(2047 / 8f);
  }

  @Test
  void headersThatCannotBeUsedAreNamed() throws IOException {
    refused("must have a header, is empty");
    refused("its header must have a column identity, has [path, who]", "path,who", "a1.png,ann");
    refused("either a column path or columns f0, f1, …, has [identity]", "identity", "ann");
    refused("either a column path or columns f0", "identity,path,f0", "ann,a1.png,1");
    refused("has the column path twice", "path,identity,path", "a1.png,ann,a1.png");
  }

  private void refused(String message, String... lines) {
    assertThat(Prepared.refused(ExitCode.BAD_DATA, () -> prepare(lines))).contains(message);
    Prepared.assertNothingAt(output);
  }

  private Prepared prepare(String... lines) {
    Pictures.write(manifest, String.join("\r\n", lines).getBytes(UTF_8));
    return Prepared.of("csv", manifest, output);
  }
}
