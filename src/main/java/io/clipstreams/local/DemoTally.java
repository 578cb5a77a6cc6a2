package io.clipstreams.local;

import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Counts what became of the samples. For one thread. */
public final class DemoTally {
  private final Set<String> imagesSent = new HashSet<>();
  private final Set<String> captionsSent = new HashSet<>();
  private final Set<String> imagesEnriched = new HashSet<>();
  private final Set<String> captionsScored = new HashSet<>();
  private final Set<String> captionsFailed = new HashSet<>();
  private final Set<String> mismatches = new HashSet<>();
  private final Set<String> alertsRaised = new HashSet<>();
  private final Set<String> deadLetters = new HashSet<>();

  /**
   * @param samples each is one image and two captions
   */
  public DemoTally(List<Sample> samples) {
    for (Sample sample : samples) {
      imagesSent.add(sample.id());
      captionsSent.add(sample.captionId());
      captionsSent.add(sample.wrongCaptionId());
    }
  }

  /** An enriched image was seen. */
  public void count(EnrichedImage image) {
    if (imagesSent.contains(image.getImageId())) {
      imagesEnriched.add(image.getImageId());
    }
  }

  /** An enriched caption was seen; only its latest state counts. */
  public void count(EnrichedCaption caption) {
    String id = caption.getCaptionId();
    if (!captionsSent.contains(id)) {
      return;
    }
    set(captionsScored, id, caption.getStatus() == CaptionStatus.SCORED);
    set(captionsFailed, id, caption.getStatus() == CaptionStatus.IMAGE_FAILED);
    set(
        mismatches,
        id,
        caption.getMatch() != null && caption.getMatch().getVerdict() == Verdict.MISMATCH);
  }

  /** An alert was seen; only its latest state counts. */
  public void count(MismatchAlert alert) {
    if (captionsSent.contains(alert.getCaptionId())) {
      set(alertsRaised, alert.getCaptionId(), alert.getState() == AlertState.RAISED);
    }
  }

  /**
   * A dead letter was seen.
   *
   * @param key the key of the record that failed
   */
  public void countDeadLetter(String key) {
    deadLetters.add(key);
  }

  /** Whether nothing more is to come: every sample was enriched or has failed. */
  public boolean isThrough() {
    return imagesSent.stream().allMatch(id -> imagesEnriched.contains(id) || isDead(id))
        && captionsSent.stream().allMatch(this::captionIsThrough);
  }

  /** Whether every sample was enriched, and every mismatch has its alert. */
  public boolean isComplete() {
    return imagesEnriched.containsAll(imagesSent)
        && captionsScored.containsAll(captionsSent)
        && alertsRaised.containsAll(mismatches)
        && deadLetters.isEmpty();
  }

  /** The demo's last line; its form is fixed. */
  public String summary(Duration taken) {
    return String.format(
        Locale.ROOT,
        "demo: %d images, %d captions, %d alerts raised, %d dead letters, %.1f s",
        imagesEnriched.size(),
        captionsScored.size(),
        alertsRaised.size(),
        deadLetters.size(),
        taken.toMillis() / 1000.0);
  }

  private boolean captionIsThrough(String id) {
    boolean judged = captionsScored.contains(id) && !mismatches.contains(id);
    boolean alerted = alertsRaised.contains(id);
    return judged || alerted || captionsFailed.contains(id) || isDead(id);
  }

  private boolean isDead(String key) {
    return deadLetters.contains(key);
  }

  private static void set(Set<String> members, String id, boolean member) {
    if (member) {
      members.add(id);
    } else {
      members.remove(id);
    }
  }
}
