// SPDX-License-Identifier: Apache-2.0

package import Media

/// What the owner of a recorded file says of it, beside its title.
package struct MediaNotes: Hashable, Sendable {
    package var description = ""
    /// 0 for no category.
    package var classID: Int64 = 0
    /// Nil for a file that is kept for ever.
    package var expires: WallTime?
    /// In the order in which they were added, none twice.
    package var tags: [String] = []
    /// The name of the cover's file, beside the recorded one; nil for none.
    package var cover: String?
    /// By offset, no two at the same.
    package var marks: [MediaMark] = []
    /// In the order in which they were added.
    package var subtitles: [MediaSubtitle] = []
    /// When any of this was last changed; nil for never.
    package var updated: WallTime?

    package init() {}

    /// The names of the files that lie beside the recorded one.
    package var attachments: [String] { (cover.map { [$0] } ?? []) + subtitles.map(\.file) }
}
