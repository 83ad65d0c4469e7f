// SPDX-License-Identifier: Apache-2.0

/// How long a receiver may take, and how often it is tried again (callbacks.md, section 1).
package struct RetryPolicy: Hashable, Sendable {
    /// Attempts after the first.
    package var retries: Int
    /// From the failure of an attempt to the next.
    package var interval: Duration
    /// How long an attempt waits for the answer.
    package var timeout: Duration

    package init(retries: Int = 12, interval: Duration = .seconds(60), timeout: Duration = .seconds(20)) {
        self.retries = retries
        self.interval = interval
        self.timeout = timeout
    }
}
