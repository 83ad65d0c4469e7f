// SPDX-License-Identifier: Apache-2.0

package import Logging
import Media
package import RecordingModel

/// Puts events into the documented JSON bodies.
package struct CallbackAnnouncer: Announcer {
    private let origin: CallbackOrigin
    private let logger: Logger

    /// - Parameters:
    ///   - origin: what notifications say of this server.
    ///   - logger: gets a line for an event that can't be told.
    package init(origin: CallbackOrigin, logger: Logger) {
        self.origin = origin
        self.logger = logger
    }

    package func announcement(of event: RecordingEvent) -> Announcement? {
        do {
            var level: String?
            if case .recordingException(let exception) = event { level = exception.level.rawValue }
            return Announcement(
                key: event.key, kind: event.kind, eventType: event.eventType, time: event.time, level: level,
                body: try CallbackBody(event, from: origin).text)
        } catch {
            CallbackOutcome.refused.count(event.eventType)
            logger.error(
                "callback lost: it can't be written",
                metadata: ["event": "\(event.eventType)", "stream": "\(event.key)", "reason": "\(error)"])
            return nil
        }
    }
}
