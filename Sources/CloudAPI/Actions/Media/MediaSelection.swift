// SPDX-License-Identifier: Apache-2.0

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

    /// Files that the catalogue is asked for at once.
    private static let pageSize = 500

    private var isCatalogued: Bool { names.isEmpty && text.isEmpty && categories.isEmpty && types.isEmpty }

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
    }
}
