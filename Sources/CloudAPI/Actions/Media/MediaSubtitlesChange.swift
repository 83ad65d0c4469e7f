// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// The members of ModifyMediaInfo that change a file's subtitles.
struct MediaSubtitlesChange: Sendable {
    private static let maximumSubtitles = 16
    /// Characters.
    private static let maximumIDLength = 16
    private static let maximumNameLength = 64

    /// What the values have to keep to.
    static let limits = [
        "A file has at most \(maximumSubtitles) subtitles: `Id` of at most \(maximumIDLength) letters, digits, `_` and `-`, `Name` of 1 to \(maximumNameLength) characters, `Format` vtt."
    ]

    /// One element of `AddSubtitles`.
    private struct Input {
        let id: String?
        let name: String
        let language: String
        let format: String
        let content: String

        init(_ members: inout Parameters) throws(APIFault) {
            name = try members.requiredString("Name")
            language = try members.requiredString("Language")
            format = try members.requiredString("Format")
            content = try members.requiredString("Content")
            id = try members.string("Id").filter
        }
    }

    private let inputs: [Input]
    private let deleted: Set<String>
    private let clears: Bool
    /// The new subtitles and their files, once they are checked.
    private(set) var added: [MediaSubtitle] = []
    private(set) var attachments: [Attachment] = []

    init(_ parameters: inout Parameters) throws(APIFault) {
        inputs = try parameters.objects("AddSubtitles", read: Input.init)
        deleted = Set(try parameters.strings("DeleteSubtitleIds"))
        // Other values are without meaning, says the document.
        clears = try parameters.integer("ClearSubtitles", as: Int64.self) == 1
    }

    /// The change to a file, when its values are as documented; throws `InvalidParameterValue`.
    func checked(for file: RecordedFile) throws(APIFault) -> MediaSubtitlesChange {
        guard !clears || inputs.isEmpty else {
            throw APIFault(.invalidParameterValue, "`AddSubtitles` and `ClearSubtitles` exclude each other.")
        }
        guard inputs.count <= Self.maximumSubtitles else { throw Self.tooMany }
        var change = self
        for (index, input) in inputs.enumerated() {
            let path = "AddSubtitles.\(index)"
            try Self.check(input, at: path)
            if let id = input.id, deleted.contains(id) {
                throw .value(id, of: "\(path).Id", rule: "It stands in `DeleteSubtitleIds` too.")
            }
            guard let contents = [UInt8](base64: input.content) else {
                throw APIFault(.invalidParameterValue, "The value of parameter `\(path).Content` is not Base64.")
            }
            let attachment = Attachment(
                name: file.newAttachmentName(ending: "vtt"), contents: ByteBuffer(bytes: contents))
            change.attachments.append(attachment)
            change.added.append(
                MediaSubtitle(
                    id: input.id ?? UInt64.random(in: .min ... .max).hexadecimal, name: input.name,
                    language: input.language, file: attachment.name))
        }
        return change
    }

    private static func check(_ input: Input, at path: String) throws(APIFault) {
        if let id = input.id {
            guard id.utf8.count <= maximumIDLength, id.utf8.allSatisfy(\.isSubtitleIDCharacter) else {
                throw .value(
                    id.prefix(64), of: "\(path).Id",
                    rule: "It has at most \(maximumIDLength) letters, digits, `_` and `-`.")
            }
        }
        guard (1...maximumNameLength).contains(input.name.count) else {
            throw .value(
                input.name.prefix(64), of: "\(path).Name", rule: "It has 1 to \(maximumNameLength) characters.")
        }
        guard input.language.isLanguageTag else { throw .value(input.language.prefix(64), of: "\(path).Language") }
        guard input.format == "vtt" else { throw .value(input.format.prefix(64), of: "\(path).Format") }
    }

    /// Changes a file; throws `InvalidParameterValue`.
    func apply(to notes: inout MediaNotes) throws(APIFault) {
        var subtitles = clears ? [] : notes.subtitles.filter { !deleted.contains($0.id) }
        for (index, subtitle) in added.enumerated() {
            guard !subtitles.contains(where: { $0.id == subtitle.id }) else {
                throw .value(subtitle.id, of: "AddSubtitles.\(index).Id", rule: "Other subtitles of the file have it.")
            }
            subtitles.append(subtitle)
        }
        guard subtitles.count <= Self.maximumSubtitles else { throw Self.tooMany }
        notes.subtitles = subtitles
    }

    private static let tooMany = APIFault(
        .invalidParameterValue, "`AddSubtitles` would give the file more than \(maximumSubtitles) subtitles.")
}

extension UInt8 {
    fileprivate var isSubtitleIDCharacter: Bool {
        isASCIILetterOrDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
    }
}

extension String {
    /// Whether this has the form of a language tag (RFC 5646, 2.1): subtags of 1 to 8 letters and digits.
    fileprivate var isLanguageTag: Bool {
        utf8.count <= 35
            && utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy {
                (1...8).contains($0.count) && $0.allSatisfy(\.isASCIILetterOrDigit)
            }
    }
}
