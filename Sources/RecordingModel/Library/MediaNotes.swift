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
    /// When any of this was last changed; nil for never.
    package var updated: WallTime?

    package init() {}
}
