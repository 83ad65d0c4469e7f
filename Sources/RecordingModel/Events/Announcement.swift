// SPDX-License-Identifier: Apache-2.0

package import Media

/// What a receiver is to be told of an event, before it is known whether anybody asked for it.
package struct Announcement: Hashable, Sendable, Codable {
    /// Whose callback rule decides where it goes.
    package var key: StreamKey
    /// Which URL of the template it goes to.
    package var kind: CallbackKind
    /// `event_type`.
    package var eventType: Int
    /// When what it tells of happened.
    package var time: WallTime
    /// `exception_level` of an exception; templates may ask for some levels alone.
    package var level: String?
    /// The text to post: a JSON object without `t` and `sign`, which each attempt puts in.
    package var body: String

    package init(
        key: StreamKey, kind: CallbackKind, eventType: Int, time: WallTime, level: String? = nil, body: String
    ) {
        self.key = key
        self.kind = kind
        self.eventType = eventType
        self.time = time
        self.level = level
        self.body = body
    }
}
