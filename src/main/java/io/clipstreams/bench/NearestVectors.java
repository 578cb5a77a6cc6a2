package io.clipstreams.bench;

import io.clipstreams.scoring.Vectors;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The nearest of all that are offered, found by comparing each. */
final class NearestVectors {
  private record Scored(int number, double similarity) {}

  private final float[] query;
  private final int k;
  private final PriorityQueue<Scored> best =
      new PriorityQueue<>(Comparator.comparingDouble(Scored::similarity));

  NearestVectors(float[] query, int k) {
    this.query = query;
    this.k = k;
  }

  void offer(int number, float[] vector) {
    double similarity = Vectors.dot(query, vector);
    if (best.size() < k) {
      best.add(new Scored(number, similarity));
    } else if (best.peek().similarity() < similarity) {
      best.poll();
      best.add(new Scored(number, similarity));
    }
  }

  List<String> ids() {
    return best.stream().map(scored -> String.valueOf(scored.number())).toList();
  }
}
