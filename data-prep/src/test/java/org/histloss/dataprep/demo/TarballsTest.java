package org.histloss.dataprep.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarballsTest {
  @TempDir Path temporary;
  private Path cache;
  private FakeNpm npm;
  private List<EmojiPack> packs;

  @BeforeEach
  void offer() throws IOException {
    cache = temporary.resolve("cache");
    npm = new FakeNpm(temporary.resolve("npm bin"));
    packs = List.of(npm.offer("one", "{}", "{}"), npm.offer("two", "{\"a\":1}", "{}"));
  }

  @Test
  void fetchesEachTarballOnce() throws IOException {
    Tarballs tarballs = tarballs();
    tarballs.require(packs, 0);
    assertThat(names()).containsExactly("iconify-json-one-1.0.0.tgz", "iconify-json-two-1.0.0.tgz");
    assertThat(npm.calls())
        .containsExactly(
            "pack --loglevel=error @iconify-json/one@1.0.0",
            "pack --loglevel=error @iconify-json/two@1.0.0");
    tarballs.require(packs, 0);
    assertThat(npm.calls()).hasSize(2);
  }

  @Test
  void resumesWhereAFailureEnded() throws IOException {
    Tarballs tarballs = tarballs();
    tarballs.require(packs.subList(0, 1), 0);
    Path cut = tarballs.file(packs.get(1));
    Files.write(cut, new byte[5]);
    tarballs.require(packs, 0);
    assertThat(npm.calls()).hasSize(2);
    assertThat(Files.size(cut)).isEqualTo(packs.get(1).bytes());
  }

  @Test
  void withoutNpmTheGlyphsAreOffered() {
    Tarballs tarballs =
        new Tarballs(new DemoCache(cache.toString()), new NpmPack(temporary.toString()));
    assertThatThrownBy(() -> tarballs.require(packs, 0))
        .isInstanceOfSatisfying(JobException.class, TarballsTest::infrastructure)
        .hasMessageContaining("npm is not on the PATH")
        .hasMessageContaining("--dataset glyphs")
        .hasMessageNotContaining("\n");
  }

  @Test
  void npmsLastWordsAreToldWhenItFails() throws IOException {
    npm.script(
        "echo 'npm ERR! code E404' >&2; echo 'npm ERR! 404 Not Found' >&2;"
            + " echo 'npm ERR! A complete log of this run can be found in: /x/_logs/y' >&2; exit 1");
    assertThatThrownBy(() -> tarballs().require(packs, 0))
        .isInstanceOfSatisfying(JobException.class, TarballsTest::infrastructure)
        .hasMessage("npm pack @iconify-json/one@1.0.0 failed: npm ERR! 404 Not Found");
    assertThat(names()).isEmpty();
    npm.script("exit 3");
    assertThatThrownBy(() -> tarballs().require(packs, 0)).hasMessageEndingWith("exit code 3");
  }

  @Test
  void anotherTarballThanThePinnedOneIsRefused() throws IOException {
    npm.script("printf tampered > iconify-json-one-1.0.0.tgz");
    assertThatThrownBy(() -> tarballs().require(packs, 0))
        .isInstanceOfSatisfying(JobException.class, TarballsTest::infrastructure)
        .hasMessageContaining("@iconify-json/one@1.0.0: SHA-256 = ")
        .hasMessageEndingWith("must be " + packs.get(0).sha256());
    assertThat(names()).isEmpty();
    npm.script("true");
    assertThatThrownBy(() -> tarballs().require(packs, 0)).hasMessageContaining("made no");
  }

  @Test
  void aDiskTooSmallIsToldBeforeAnythingIsFetched() throws IOException {
    long tooMuch = Long.MAX_VALUE / 2;
    Locale before = Locale.getDefault();
    try {
      // Digits of its own must not come into the message.
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertTooSmall(tooMuch);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(npm.calls()).isEmpty();
  }

  private void assertTooSmall(long tooMuch) {
    assertThatThrownBy(() -> tarballs().require(packs, tooMuch))
        .isInstanceOfSatisfying(JobException.class, TarballsTest::infrastructure)
        .hasMessageMatching(
            "cache = .*: needs \\d+ bytes, the disk has \\d+ bytes free; set HISTLOSS_CACHE to another");
  }

  @Test
  void aCacheThatCannotBeMadeIsTold() throws IOException {
    Files.writeString(cache, "a file");
    assertThatThrownBy(() -> tarballs().require(packs, 0))
        .isInstanceOfSatisfying(JobException.class, TarballsTest::infrastructure)
        .hasMessageContaining("cache = " + cache + ": can't be made");
  }

  private Tarballs tarballs() {
    return new Tarballs(new DemoCache(cache.toString()), new NpmPack(npm.searchPath()));
  }

  private List<String> names() throws IOException {
    try (var list = Files.list(cache)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void infrastructure(JobException e) {
    assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE);
  }
}
