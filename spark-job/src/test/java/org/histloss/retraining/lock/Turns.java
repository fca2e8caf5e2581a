package org.histloss.retraining.lock;

import java.util.ArrayList;
import java.util.List;

/** Lets two threads go on in a given order, one step at a time. */
final class Turns {
  /** The holder that is late. */
  static final char OLD = 'p';

  /** The one that takes over. */
  static final char NEW = 't';

  private final String order;
  private int next;
  private char running;
  private char ended;

  Turns(String order) {
    this.order = order;
  }

  /** Called before each step: ends the last one of this thread, and waits for its turn. */
  synchronized void turn(char who) {
    release(who);
    while (running != 0 || next() != who) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    next++;
    running = who;
  }

  synchronized void end(char who) {
    release(who);
    ended = who;
  }

  private void release(char who) {
    running = running == who ? 0 : running;
    notifyAll();
  }

  /** Who was refused leaves out the rest of its steps. */
  private char next() {
    while (next < order.length() && order.charAt(next) == ended) {
      next++;
    }
    return next < order.length() ? order.charAt(next) : 0;
  }

  /** All orders of so many steps of the one and of the other. */
  static List<String> orders(int old, int fresh) {
    List<String> all = new ArrayList<>();
    if (old == 0 && fresh == 0) {
      all.add("");
    }
    if (old > 0) {
      orders(old - 1, fresh).forEach(rest -> all.add(OLD + rest));
    }
    if (fresh > 0) {
      orders(old, fresh - 1).forEach(rest -> all.add(NEW + rest));
    }
    return all;
  }
}
