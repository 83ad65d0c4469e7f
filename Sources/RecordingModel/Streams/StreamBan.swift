// SPDX-License-Identifier: Apache-2.0

package import Media

/// Forbids the pushes of a stream for a time.
///
/// It goes by the stream's name alone, as ForbidLiveStream does (reference: companion-api, section 3); the domain
/// and app of the request are kept for whoever asks why.
package struct StreamBan: Hashable, Sendable {
    package var key: StreamKey
    package var created: WallTime
    /// When the stream may be pushed again.
    package var resumes: WallTime
    package var reason: String

    package init(key: StreamKey, created: WallTime, resumes: WallTime, reason: String = "") {
        self.key = key
        self.created = created
        self.resumes = resumes
        self.reason = reason
    }
}
