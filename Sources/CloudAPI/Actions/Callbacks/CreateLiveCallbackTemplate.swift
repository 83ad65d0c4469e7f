// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Keeps the URLs that events are posted to (reference: companion-api, section 4).
package struct CreateLiveCallbackTemplate: Action {
    package static let definition = ActionDefinition(
        name: "CreateLiveCallbackTemplate", service: .live, requestsPerSecond: 200)

    /// Templates that there may be.
    package static let quota = 50
    /// Bytes.
    private static let maximumNameLength = 255
    private static let maximumDescriptionLength = 1_024
    private static let maximumURLLength = 2_048
    private static let maximumKeyLength = 256

    private let templateName: String
    private let description: String?
    private let urls: [CallbackKind: String]
    private let callbackKey: String?
    private let recordExceptionLevels: [String]

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateName = try parameters.requiredString("TemplateName")
        description = try parameters.string("Description")
        var urls: [CallbackKind: String] = [:]
        for kind in CallbackKind.allCases {
            if let url = try parameters.string(kind.rawValue), !url.isEmpty { urls[kind] = url }
        }
        self.urls = urls
        callbackKey = try parameters.string("CallbackKey")
        recordExceptionLevels = try parameters.strings("RecordExceptionLevels")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let template = try template()
        guard try await context.catalogue.callbackTemplateCount() < Self.quota else {
            throw APIFault(.configurationOutOfLimit)
        }
        return ["TemplateId": .integer(try await context.catalogue.insert(template))]
    }

    private func template() throws(APIFault) -> CallbackTemplate {
        guard templateName.isTemplateName, templateName.utf8.count <= Self.maximumNameLength else {
            throw .value(
                templateName.prefix(64), of: "TemplateName", code: .argumentsNotMatched,
                rule: "Chinese characters, letters, digits, `_` and `-` are allowed.")
        }
        guard (description ?? "").utf8.count <= Self.maximumDescriptionLength else {
            throw APIFault(
                .invalidParameter, "Description is longer than \(Self.maximumDescriptionLength) bytes.")
        }
        guard (callbackKey ?? "").utf8.count <= Self.maximumKeyLength else {
            throw APIFault(.invalidParameterValue, "`CallbackKey` is longer than \(Self.maximumKeyLength) bytes.")
        }
        guard !urls.isEmpty else {
            throw APIFault(.missingParameter, "The request is missing a callback URL: at least one is required.")
        }
        for kind in CallbackKind.allCases {
            guard let url = urls[kind] else { continue }
            guard url.utf8.count <= Self.maximumURLLength, url.isCallable else {
                throw .value(url.prefix(256), of: kind.rawValue, code: .urlNotSafe)
            }
        }
        for level in recordExceptionLevels where !["error", "warning", "info"].contains(level) {
            throw .value(level.prefix(64), of: "RecordExceptionLevels")
        }
        return CallbackTemplate(
            name: templateName, description: description ?? "", urls: urls, key: callbackKey ?? "",
            recordExceptionLevels: recordExceptionLevels)
    }
}

extension String {
    /// Whether this is an absolute http or https URL with a host, of printable ASCII (RFC 3986, 2).
    fileprivate var isCallable: Bool {
        guard utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        for scheme in ["http://", "https://"] where lowercased().hasPrefix(scheme) {
            return dropFirst(scheme.count).first.map { !"/?#:@".contains($0) } ?? false
        }
        return false
    }
}
