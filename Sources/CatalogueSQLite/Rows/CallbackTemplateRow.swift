// SPDX-License-Identifier: Apache-2.0

import GRDB
import RecordingModel

/// A callback template as it is kept, its URLs apart.
struct CallbackTemplateRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "callbackTemplate"

    /// Nil until the database has numbered it.
    var id: Int64?
    var name: String
    var description: String
    var key: String
    /// Kept as a JSON array.
    var recordExceptionLevels: [String]

    init(_ template: CallbackTemplate) {
        name = template.name
        description = template.description
        key = template.key
        recordExceptionLevels = template.recordExceptionLevels
    }

    func template(urls rows: [CallbackURLRow]) throws -> CallbackTemplate {
        var urls: [CallbackKind: String] = [:]
        for row in rows {
            guard let kind = CallbackKind(rawValue: row.kind) else {
                throw CatalogueError.invalid(column: "callbackURL.kind")
            }
            urls[kind] = row.url
        }
        return CallbackTemplate(
            id: id ?? 0, name: name, description: description, urls: urls, key: key,
            recordExceptionLevels: recordExceptionLevels)
    }
}
