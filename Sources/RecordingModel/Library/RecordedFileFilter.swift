// SPDX-License-Identifier: Apache-2.0

package import Media

/// Which files of the library are meant; an empty list does not restrict.
package struct RecordedFileFilter: Hashable, Sendable {
    package var ids: [String] = []
    package var titles: [String] = []
    package var titlePrefixes: [String] = []
    package var streams: [String] = []
    package var domains: [String] = []
    package var applications: [String] = []
    /// Created at or after.
    package var createdAfter: WallTime?
    /// Created at or before.
    package var createdBefore: WallTime?
    package var newestFirst = true

    package init() {}
}
