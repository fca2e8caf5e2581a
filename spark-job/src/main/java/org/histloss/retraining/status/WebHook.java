package org.histloss.retraining.status;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.JobException;

/**
 * Tells somebody's server how a run ended. Whatever becomes of it, the run's end stays the same.
 */
final class WebHook {
  private final URI address;
  private final Duration limit;

  private WebHook(URI address, Duration limit) {
    this.address = address;
    this.limit = limit;
  }

  /**
   * The web hook that the settings ask for, or null for none.
   *
   * @throws JobException exit code 20 when the address is none; it is not printed
   */
  static WebHook of(RetrainSettings.WebHook settings) {
    if (settings.url().isBlank()) {
      return null;
    }
    URI address = address(settings.url().strip());
    boolean web =
        address != null
            && address.getHost() != null
            && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
    if (!web) {
      throw JobException.badConfiguration(
          "retrain.web-hook.url: must be an address such as https://host/path (not printed, as it may"
              + " hold a secret)");
    }
    return new WebHook(address, Duration.ofSeconds(settings.timeoutSeconds()));
  }

  private static URI address(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Sends the status.
   *
   * @return what went wrong, without the address, or null
   */
  String send(byte[] status) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(status))
            .build();
    try {
      HttpClient client = HttpClient.newBuilder().connectTimeout(limit).build();
      int answer = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return answer / 100 == 2 ? null : "the web hook answered " + answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the web hook was interrupted";
    } catch (IOException | RuntimeException e) {
      // Its message may hold the address.
      return "the web hook can't be reached: " + e.getClass().getSimpleName();
    }
  }
}
