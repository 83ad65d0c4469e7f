// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Keeps a template for recordings (reference: recording-api, 6.1).
package struct CreateLiveRecordTemplate: Action {
    package static let definition = ActionDefinition(
        name: "CreateLiveRecordTemplate", service: .live, requestsPerSecond: 200)

    /// Templates that there may be.
    package static let quota = 50
    /// Bytes; the document gives them for callback templates only.
    private static let maximumNameLength = 255
    private static let maximumDescriptionLength = 1_024

    /// The parameter of each format.
    static let formatNames: KeyValuePairs<String, RecordingFormat> = [
        "FlvParam": .flv, "HlsParam": .hls, "Mp4Param": .mp4, "AacParam": .aac, "Mp3Param": .mp3,
    ]

    private let templateName: String
    private let description: String?
    private let formats: [RecordingFormat: RecordParameters]
    private let isDelayLive: Int64?
    private let flowContinueDuration: UInt64?
    private let cosStore: Int64?
    private let removesWatermark: Bool?
    private let uploadsInRecording: Bool?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateName = try parameters.requiredString("TemplateName")
        description = try parameters.string("Description")
        var formats: [RecordingFormat: RecordParameters] = [:]
        for (name, format) in Self.formatNames {
            formats[format] = try parameters.object(name) { (members) throws(APIFault) in
                try RecordParameters(&members, name: name, format: format)
            }
        }
        self.formats = formats
        isDelayLive = try parameters.integer("IsDelayLive")
        flowContinueDuration =
            try parameters.object("HlsSpecialParam") { (members) throws(APIFault) -> UInt64? in
                try members.integer("FlowContinueDuration")
            } ?? nil
        cosStore = try parameters.integer("CosStore")
        removesWatermark = try parameters.boolean("RemoveWatermark")
        uploadsInRecording =
            try parameters.object("FlvSpecialParam") { (members) throws(APIFault) -> Bool? in
                try members.boolean("UploadInRecording")
            } ?? nil
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let template = try template(for: context.formats)
        guard try await context.catalogue.recordTemplates().count < Self.quota else {
            throw APIFault(.configurationOutOfLimit)
        }
        return ["TemplateId": .integer(try await context.catalogue.insert(template))]
    }

    private func template(for writable: Set<RecordingFormat>) throws(APIFault) -> RecordTemplate {
        guard templateName.isTemplateName, templateName.utf8.count <= Self.maximumNameLength else {
            throw .value(
                templateName.prefix(64), of: "TemplateName", code: .invalidParameter,
                rule: "Chinese characters, letters, digits, `_` and `-` are allowed.")
        }
        guard (description ?? "").utf8.count <= Self.maximumDescriptionLength else {
            throw APIFault(
                .invalidParameter, "Description is longer than \(Self.maximumDescriptionLength) bytes.")
        }
        guard (flowContinueDuration ?? 0) == 0 else {
            throw .value(
                flowContinueDuration ?? 0, of: "HlsSpecialParam.FlowContinueDuration",
                rule: "This server does not continue HLS files after an interruption yet; it must be 0.")
        }
        var settings: [RecordingFormat: FormatSettings] = [:]
        for (_, format) in Self.formatNames {
            settings[format] = try formats[format]?.checked(for: writable)
        }
        return RecordTemplate(
            name: templateName, description: description ?? "", isDelayLive: try isDelayLive.isOn("IsDelayLive"),
            formats: settings, uploadsInRecording: uploadsInRecording ?? false,
            storesToCOS: try cosStore.isOn("CosStore"), removesWatermark: removesWatermark ?? false)
    }
}
