/** Whether a challenger becomes champion, and why. */
package org.histloss.retraining.gate;
