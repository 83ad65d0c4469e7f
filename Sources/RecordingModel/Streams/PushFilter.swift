// SPDX-License-Identifier: Apache-2.0

package import Media

/// Which ended pushes of the history are asked for; nil does not restrict.
package struct PushFilter: Hashable, Sendable {
    /// A push matches when it ended within.
    package var window: ClosedRange<WallTime>
    package var domain: String?
    package var application: String?
    package var stream: String?
    /// Whether `stream` is the whole name, or a part of it in any place.
    package var isStreamExact = false
    /// Whether refused pushes are left out.
    package var isAdmittedOnly = false
    /// By the end of the push.
    package var newestFirst = true

    package init(window: ClosedRange<WallTime>) {
        self.window = window
    }
}
