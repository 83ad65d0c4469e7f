// SPDX-License-Identifier: Apache-2.0

/// Subtitles, in WebVTT, that the owner of a recorded file has added.
package struct MediaSubtitle: Hashable, Sendable, Codable {
    /// No other subtitles of the file have it.
    package var id: String
    package var name: String
    /// A language tag (RFC 5646).
    package var language: String
    /// The name of their own file, beside the recorded one.
    package var file: String

    package init(id: String, name: String, language: String, file: String) {
        self.id = id
        self.name = name
        self.language = language
        self.file = file
    }
}
