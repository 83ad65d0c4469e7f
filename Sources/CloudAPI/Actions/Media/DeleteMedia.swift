// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Takes a recorded file off the disk and out of the library (reference: companion-api, section 8).
package struct DeleteMedia: Action {
    package static let definition = ActionDefinition(
        name: "DeleteMedia", service: .vod, requestsPerSecond: 100,
        errors: [.invalidParameterValue, .resourceNotFound],
        documentedErrors: ErrorCode.library.union([.internalError, .resourceNotFound]),
        limits: [
            "`DeleteParts` that recordings do not have are deleted with success."
        ])

    /// One element of `DeleteParts`.
    private struct Part {
        var type: String
        var definition: Int64?

        init(_ members: inout Parameters) throws(APIFault) {
            type = try members.requiredString("Type")
            definition = try members.integer("Definition")
        }
    }

    private let fileID: String
    private let parts: [Part]

    package init(_ parameters: inout Parameters) throws(APIFault) {
        fileID = try parameters.requiredString("FileId")
        parts = try parameters.objects("DeleteParts", read: Part.init)
        // There is one media library; whichever sub-application is named, it is this one.
        _ = try parameters.integer("SubAppId", as: UInt64.self)
    }

    /// A recording has only its original file: to delete other parts of it changes nothing, and succeeds.
    package func run(in context: ActionContext) async throws -> JSONObject {
        let types = ["OriginalFiles", "TranscodeFiles", "AdaptiveDynamicStreamingFiles", "WechatPublishFiles"]
        for part in parts where !types.contains(part.type) {
            throw APIFault.value(part.type.prefix(64), of: "DeleteParts.Type")
        }
        guard let file = try await context.catalogue.files(ids: [fileID]).first else {
            throw APIFault(.resourceNotFound, "There is no media file of this `FileId`.")
        }
        guard parts.isEmpty || parts.contains(where: { $0.type == "OriginalFiles" }) else { return [:] }
        // From the disk first: what is left when this fails in between can be deleted again. A task of its own,
        // since it must not fail because the caller went away.
        try await Task {
            try await context.media.remove(file)
            _ = try await context.catalogue.deleteFile(id: file.id)
            // Once more, for what a call in between has put beside it; no later one finds the file.
            try? await context.media.remove(file)
        }.value
        return [:]
    }
}
