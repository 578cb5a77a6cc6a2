package io.clipstreams.bench;

import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * Captions of 5 to 20 tokens, start and end included: each word is one token of CLIP's. The first
 * three words spell the number, so that a few hundred thousand captions are all different. Seeded.
 *
 * @param seed other seeds give other lengths and words
 */
record CaptionTexts(long seed) {
  private static final int LEAST_WORDS = 3;
  private static final int MOST_WORDS = 18;

  private static final String[] WORDS =
      ("a the two red blue green old young big small black white dog cat man woman girl boy bird horse"
              + " car bus train boat bike tree house street beach lake hill field park garden kitchen"
              + " table chair window door wall road bridge tower river snow rain sun sky cloud night day"
              + " sitting standing running walking playing eating holding watching riding looking near"
              + " under over with on in at by behind beside")
          .split(" ");

  /** Prime, and so coprime with the number of words: neighbouring numbers begin differently. */
  private static final long STRIDE = 7919;

  /** The caption of a number; the same number gives the same caption. */
  String text(int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003L + number);
    int words = random.nextInt(LEAST_WORDS, MOST_WORDS + 1);
    StringJoiner text = new StringJoiner(" ");
    long spelled = number * STRIDE;
    for (int i = 0; i < LEAST_WORDS; i++) {
      text.add(WORDS[Math.floorMod(spelled, WORDS.length)]);
      spelled /= WORDS.length;
    }
    for (int i = LEAST_WORDS; i < words; i++) {
      text.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}
