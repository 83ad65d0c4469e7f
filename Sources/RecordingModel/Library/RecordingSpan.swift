// SPDX-License-Identifier: Apache-2.0

package import Media

/// One recording in the history of what has been recorded: one cause, one push, one format.
package struct RecordingSpan: Hashable, Sendable {
    /// The recording session.
    package var sessionID: String
    /// The push domain, in lower case.
    package var domain: String
    /// Whether its template is one of slow live.
    package var isDelayLive: Bool
    package var begun: WallTime
    /// Nil while it goes on.
    package var ended: WallTime?

    package init(sessionID: String, domain: String, isDelayLive: Bool, begun: WallTime, ended: WallTime? = nil) {
        self.sessionID = sessionID
        self.domain = domain.lowercased()
        self.isDelayLive = isDelayLive
        self.begun = begun
        self.ended = ended
    }
}
