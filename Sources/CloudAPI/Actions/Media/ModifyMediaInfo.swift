// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Changes what the library says of a file (reference: companion-api, section 8).
package struct ModifyMediaInfo: Action {
    package static let definition = ActionDefinition(
        name: "ModifyMediaInfo", service: .vod, requestsPerSecond: 100,
        errors: [
            .invalidParameterValue, .addMarksAndClearMarks, .addMarksAndDeleteMarks, .addTagsAndClearTags,
            .addTagsAndDeleteTags, .descriptionValue, .expireTimeValue, .imageUndecodable, .markTooLong, .nameValue,
            .tagTooLong, .markCountReachMax, .tagCountReachMax, .fileNotExist,
        ],
        documentedErrors: ErrorCode.library.union([
            .internalFileInfoUnread, .internalUpdateMedia, .internalUploadCover, .addMarksAndClearMarks,
            .addMarksAndDeleteMarks, .addTagsAndClearTags, .addTagsAndDeleteTags, .descriptionValue, .expireTimeValue,
            .imageUndecodable, .markTooLong, .nameValue, .tagTooLong, .markCountReachMax, .tagCountReachMax,
            .fileNotExist,
        ]),
        limits: MediaNotesChange.limits + MediaMarksChange.limits + MediaSubtitlesChange.limits + [
            "There are no knowledge bases: to take a file out of them changes nothing, and succeeds."
        ])

    private let fileID: String
    private let notes: MediaNotesChange
    private let marks: MediaMarksChange
    private let subtitles: MediaSubtitlesChange
    private let coverData: String?
    private let leavesTwice: Bool

    package init(_ parameters: inout Parameters) throws(APIFault) {
        fileID = try parameters.requiredString("FileId")
        notes = try MediaNotesChange(&parameters)
        marks = try MediaMarksChange(&parameters)
        subtitles = try MediaSubtitlesChange(&parameters)
        coverData = try parameters.string("CoverData").filter
        let knowledgeBases = try parameters.strings("DeleteKnowledgeBases")
        leavesTwice = try parameters.integer("ClearKnowledgeBases", as: Int64.self) == 1 && !knowledgeBases.isEmpty
        // There is one media library; whichever sub-application is named, it is this one.
        _ = try parameters.integer("SubAppId", as: UInt64.self)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard !leavesTwice else {
            throw APIFault(
                .invalidParameterValue, "`DeleteKnowledgeBases` and `ClearKnowledgeBases` exclude each other.")
        }
        guard let file = try await context.catalogue.files(ids: [fileID]).first else { throw APIFault(.fileNotExist) }
        let (now, notes, marks) = (context.now, try notes.checked(at: context.now), marks)
        try marks.check()
        let subtitles = try subtitles.checked(for: file)
        let cover = try coverData.map { (data) throws(APIFault) in try Attachment.cover(data, of: file) }
        // A task of its own, since it must not stop halfway because the caller went away.
        try await Task {
            try await Self.keep(subtitles.attachments + (cover.map { [$0] } ?? []), of: file, in: context) { file in
                try notes.apply(to: &file, at: now)
                try marks.apply(to: &file.notes)
                try subtitles.apply(to: &file.notes)
                if let cover { file.notes.cover = cover.name }
            }
        }.value
        let coverURL = cover.map { MediaURL(base: context.publicURL, path: file.path(ofAttachment: $0.name)).text }
        return [
            "CoverUrl": .string(coverURL ?? ""),
            "AddedSubtitleSet": .list(subtitles.added.map { $0.json(of: file, publicURL: context.publicURL) }),
        ]
    }

    /// Changes a file together with what lies beside it: on the disk before the catalogue says so, off it after.
    private static func keep(
        _ attachments: [Attachment], of file: RecordedFile, in context: ActionContext,
        change: @escaping @Sendable (inout RecordedFile) throws -> Void
    ) async throws {
        do {
            for attachment in attachments {
                try await context.media.attach(attachment.contents, named: attachment.name, to: file)
            }
            guard let (before, after) = try await context.catalogue.modifyFile(id: file.id, change) else {
                throw APIFault(.fileNotExist)
            }
            let names = Set(before.notes.attachments).subtracting(after.notes.attachments)
            await detach(names, from: file, in: context)
        } catch {
            await detach(attachments.map(\.name), from: file, in: context)
            throw error
        }
    }

    /// Removes what nothing names; what can't be removed now goes with its recording.
    private static func detach(
        _ names: some Sequence<String>, from file: RecordedFile, in context: ActionContext
    ) async {
        for name in names { try? await context.media.detach(name, from: file) }
    }
}
