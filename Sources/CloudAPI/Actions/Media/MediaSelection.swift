// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// Which files a search means: what the catalogue filters, and what is left to look at file by file.
package struct MediaSelection: Sendable {
    package var filter: RecordedFileFilter
    /// Texts of which a title must contain one; none ask for nothing.
    package var names: [String]
    /// A text that a title must contain.
    package var text: String
    /// `Video` or `Audio`.
    package var categories: Set<String>
    /// Endings or formats.
    package var types: Set<String>
    /// Texts of which a description must contain one.
    package var descriptions: [String]
    package var classIDs: Set<Int64>
    /// Tags of which a file must have one.
    package var tags: Set<String>
    /// Expires at or after, or never.
    package var expiresAfter: WallTime?
    /// Expires at or before; what is kept for ever expires at the end of the calendar.
    package var expiresBefore: WallTime?

    /// Files that the catalogue is asked for at once.
    private static let pageSize = 500

    private var isCatalogued: Bool {
        names.isEmpty && text.isEmpty && categories.isEmpty && types.isEmpty && descriptions.isEmpty
            && classIDs.isEmpty && tags.isEmpty && expiresAfter == nil && expiresBefore == nil
    }

    /// How many files are meant in all, as far as a search counts, and those of one page.
    package func files(
        in catalogue: any Catalogue, offset: Int, limit: Int
    ) async throws -> (total: Int, files: [RecordedFile]) {
        if isCatalogued { return try await catalogue.files(matching: filter, offset: offset, limit: limit) }
        var matches: [RecordedFile] = []
        var total = 0
        var start = 0
        while total < SearchMedia.maximumResults {
            let page = try await catalogue.files(matching: filter, offset: start, limit: Self.pageSize).files
            for file in page where contains(file) {
                if total >= offset, matches.count < limit { matches.append(file) }
                total += 1
            }
            guard page.count == Self.pageSize else { break }
            start += page.count
        }
        return (total, matches)
    }

    private func contains(_ file: RecordedFile) -> Bool {
        let title = file.title.lowercased()
        let figures = MediaFigures(file)
        return (names.isEmpty || names.contains { title.contains($0.lowercased()) })
            && (text.isEmpty || title.contains(text.lowercased()))
            && (categories.isEmpty || categories.contains(figures.category))
            && (types.isEmpty || types.contains(figures.type) || types.contains(figures.container))
            && contains(file.notes)
    }

    private func contains(_ notes: MediaNotes) -> Bool {
        let description = notes.description.lowercased()
        let expires = notes.expires ?? APITime.time(APITime.never)
        return (descriptions.isEmpty || descriptions.contains { description.contains($0.lowercased()) })
            && (classIDs.isEmpty || classIDs.contains(notes.classID))
            && (tags.isEmpty || !tags.isDisjoint(with: notes.tags))
            && (expiresAfter.map { after in expires.map { after <= $0 } ?? true } ?? true)
            && (expiresBefore.map { before in expires.map { $0 <= before } ?? false } ?? true)
    }
}
