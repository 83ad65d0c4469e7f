// SPDX-License-Identifier: Apache-2.0

package import Media

/// The part of the catalogue that keeps forbidden streams.
package protocol StreamBans: Sendable {
    /// Forbids a stream, in place of an older ban; bans that are over are forgotten.
    func insert(_ ban: StreamBan) async throws
    /// The ban that holds for a stream's name at a time.
    func ban(ofStream name: String, at time: WallTime) async throws -> StreamBan?
    /// Lifts the ban of a stream's name, if there is one.
    func deleteBan(ofStream name: String) async throws
}
