package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Who is trained on and who is held out, from night to night. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetrainSplitTest {
  @TempDir private static Path folder;

  private NightlyRegistry nights() throws IOException {
    return new NightlyRegistry(folder);
  }

  /** Two or so new training identities and a replay of three quarters don't fill a mini-batch. */
  @Test
  @Order(1)
  void aNightWithFewNewIdentitiesIsTrained() throws IOException {
    NightlyRegistry nights = nights();
    nights.grow(0, 40);
    assertThat(nights.retrain("--set=batch.identities=12")).as(nights.err()).isZero();
    nights.grow(40, 44);

    assertThat(nights.retrain("--set=batch.identities=12")).as(nights.err()).isIn(0, 10);

    assertThat(nights.registry().newest().request().fromScratch()).isFalse();
    nights.consistent();
  }

  /** Another seed of the split makes the champion's training identities test identities. */
  @Test
  @Order(2)
  void aSplitThatWasDrawnAnewIsRefused() throws IOException {
    NightlyRegistry nights = nights();
    String champion = Files.readString(nights.champion());
    int versions = nights.registry().versions().size();
    nights.prepare("--set=split.seed=77");

    assertThat(nights.retrain()).isEqualTo(21);

    assertThat(nights.out())
        .contains("held-out identities that the champion was trained on: ")
        .contains("must be none: split.* must stay as it was");
    assertThat(nights.champion()).hasContent(champion);
    assertThat(nights.registry().versions()).hasSize(versions);
    nights.consistent();
    nights.prepare();
    assertThat(nights.retrain()).isEqualTo(11);
  }

  /** The pointer has moved: that the page can't be drawn is no failure, and no silence either. */
  @Test
  @Order(3)
  void aPageThatCannotBeWrittenDoesNotUndoAPromotion() throws IOException {
    NightlyRegistry nights = nights();
    Path page = nights.path("registry/history.html");
    Files.delete(page);
    Files.createDirectories(page.resolve("in the way"));
    nights.grow(44, 60);

    assertThat(nights.retrain("--set=batch.identities=12")).as(nights.err()).isIn(0, 10);

    assertThat(nights.status().path("warnings").toString())
        .contains("the history's page is not up to date: ");
    nights.consistent();
  }
}
