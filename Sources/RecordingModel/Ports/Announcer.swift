// SPDX-License-Identifier: Apache-2.0

/// Puts events into the words of those who asked for them.
package protocol Announcer: Sendable {
    /// What to tell of an event; nil when it can't be told, which is in the log then.
    func announcement(of event: RecordingEvent) -> Announcement?
}

extension Announcer {
    /// What to tell of events, in their order.
    package func announcements(of events: RecordingEvent...) -> [Announcement] {
        events.compactMap(announcement)
    }
}
