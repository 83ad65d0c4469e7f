// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Logging

/// What became of a notification, or of one attempt.
enum CallbackOutcome: String {
    case delivered
    /// An attempt that will be followed by another.
    case failed
    case givenUp = "given up"
    /// Not written into the outbox when it happened.
    case refused

    /// What the log line of it is worth.
    var logLevel: Logger.Level {
        switch self {
        case .delivered: .info
        case .failed: .warning
        case .givenUp, .refused: .error
        }
    }

    /// Counts it in `aircheck_callbacks`, by event and outcome.
    func count(_ eventType: Int) {
        Counter(
            label: "aircheck_callbacks",
            dimensions: [("event", String(eventType)), ("outcome", rawValue.replacing(" ", with: "_"))]
        ).increment()
    }
}
