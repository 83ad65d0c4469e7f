// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Changes what the library says of a file (reference: companion-api, section 8).
///
/// Covers, marks and subtitles are not kept: to add one is refused, to take away what is not there succeeds.
package struct ModifyMediaInfo: Action {
    package static let definition = ActionDefinition(
        name: "ModifyMediaInfo", service: .vod, requestsPerSecond: 100,
        errors: [
            .invalidParameterValue, .addTagsAndClearTags, .addTagsAndDeleteTags, .descriptionValue,
            .expireTimeValue, .nameValue, .tagTooLong, .tagCountReachMax, .fileNotExist,
        ],
        documentedErrors: ErrorCode.library.union([
            .internalFileInfoUnread, .internalUpdateMedia, .internalUploadCover, .addMarksAndClearMarks,
            .addMarksAndDeleteMarks, .addTagsAndClearTags, .addTagsAndDeleteTags, .descriptionValue, .expireTimeValue,
            .imageUndecodable, .markTooLong, .nameValue, .tagTooLong, .markCountReachMax, .tagCountReachMax,
            .fileNotExist,
        ]),
        limits: ["`CoverData`, `AddKeyFrameDescs` and `AddSubtitles` are refused."] + MediaNotesChange.limits)

    private let fileID: String
    private let change: MediaNotesChange
    /// The members that ask for something that is not kept here.
    private let unserved: [String]

    package init(_ parameters: inout Parameters) throws(APIFault) {
        fileID = try parameters.requiredString("FileId")
        change = try MediaNotesChange(&parameters)
        var unserved: [String] = []
        if try parameters.string("CoverData").filter != nil { unserved.append("CoverData") }
        let marks: [Void] = try parameters.objects("AddKeyFrameDescs") { (members) throws(APIFault) in
            _ = try members.requiredFloat("TimeOffset")
            _ = try members.requiredString("Content")
        }
        if !marks.isEmpty { unserved.append("AddKeyFrameDescs") }
        let subtitles: [Void] = try parameters.objects("AddSubtitles") { (members) throws(APIFault) in
            for name in ["Name", "Language", "Format", "Content"] { _ = try members.requiredString(name) }
            _ = try members.string("Id")
        }
        if !subtitles.isEmpty { unserved.append("AddSubtitles") }
        self.unserved = unserved
        _ = try parameters.floats("DeleteKeyFrameDescs")
        _ = try parameters.strings("DeleteSubtitleIds")
        _ = try parameters.strings("DeleteKnowledgeBases")
        for name in ["ClearKeyFrameDescs", "ClearSubtitles", "ClearKnowledgeBases"] {
            _ = try parameters.integer(name, as: Int64.self)
        }
        // There is one media library; whichever sub-application is named, it is this one.
        _ = try parameters.integer("SubAppId", as: UInt64.self)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        if let name = unserved.first {
            throw APIFault(.invalidParameterValue, "`\(name)` is not served here.")
        }
        let (change, now) = (try change.checked(at: context.now), context.now)
        let file = try await context.catalogue.modifyFile(id: fileID) { try change.apply(to: &$0, at: now) }
        guard file != nil else { throw APIFault(.fileNotExist) }
        return ["CoverUrl": "", "AddedSubtitleSet": .list([])]
    }
}
