package org.histloss.retraining.status;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(status))
            .build();
    try {
      int answer = answer(request);
      return answer / 100 == 2 ? null : "the web hook answered " + answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the web hook was interrupted";
    } catch (TimeoutException e) {
      return "the web hook took longer than " + limit.toSeconds() + " s";
    } catch (ExecutionException e) {
      return unreachable(e.getCause());
    } catch (RuntimeException e) {
      return unreachable(e);
    }
  }

  /** A request's own timeout ends with the answer's headers; its body may never come. */
  private int answer(HttpRequest request)
      throws InterruptedException, ExecutionException, TimeoutException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(limit).build();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS).statusCode();
    } finally {
      answer.cancel(true);
    }
  }

  /** Its message may hold the address. */
  private static String unreachable(Throwable failure) {
    return "the web hook can't be reached: " + failure.getClass().getSimpleName();
  }
}
