// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// What a caller did wrong, or met with: the `Error` of an answer.
package struct APIFault: Error, Hashable, Sendable {
    package var code: ErrorCode
    /// For people; clients go by the code.
    package var message: String
    /// The same in Chinese; being the same, it is not compared.
    package var chineseMessage: String

    /// A message without its Chinese stands, in a Chinese answer, in brackets behind the code's own sentence.
    package init(_ code: ErrorCode, _ message: String? = nil, chinese: String? = nil) {
        self.code = code
        self.message = message ?? code.sentence
        let detail = message.map { "（\($0)）" } ?? ""
        chineseMessage = chinese ?? code.chineseSentence + detail
    }

    package static func == (first: APIFault, second: APIFault) -> Bool {
        first.code == second.code && first.message == second.message
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(message)
    }

    /// The message in the language that the caller asks for.
    package func message(in language: Language) -> String {
        switch language {
        case .chinese: chineseMessage
        case .english: message
        }
    }

    /// The request is larger than its form allows; `size` is in bytes.
    package init(_ code: ErrorCode, size: Int) {
        let size = size >= 1_048_576 ? "\(size / 1_048_576) MB" : "\(size / 1_024) KB"
        self.init(code, "The size limit is \(size).", chinese: "大小上限为 \(size)。")
    }

    /// The request's body is not the JSON that it should be.
    package init(_ fault: JSONFault) {
        switch fault {
        case .malformed(let offset):
            self.init(.invalidParameter, "The request body is not valid JSON at byte \(offset).")
        case .tooComplex:
            self.init(.invalidParameter, "The request body nests too deeply or has too many values.")
        }
    }

    /// An order was not taken.
    package init(_ refusal: OrderRefusal) {
        switch refusal {
        case .tooManyRunning: self.init(.tooManyRunningTasks)
        case .tooManyMade: self.init(.tooManyTasks)
        case .notLive: self.init(.streamNotFound)
        }
    }

    /// A required parameter is absent.
    package static func missing(_ name: String) -> APIFault {
        APIFault(
            .missingParameter, "The request is missing a required parameter `\(name)`.", chinese: "缺少必要参数 `\(name)`。")
    }

    /// A parameter that the action does not have was given.
    package static func unknown(_ name: String) -> APIFault {
        APIFault(
            .unknownParameter, "The parameter `\(name)` is not recognized.", chinese: "无法识别参数 `\(name)`。")
    }

    /// A common parameter that is a number is something else.
    package static func common(_ name: String) -> APIFault {
        APIFault(.invalidParameter, "Parameter `\(name)` type error.", chinese: "参数 `\(name)` 类型错误。")
    }

    /// A parameter has the wrong JSON type; `type` is the right one.
    package static func type(of name: String, shouldBe type: String) -> APIFault {
        APIFault(
            .invalidParameter,
            "The value type of parameter `\(name)` is not valid, input type should be `\(type)`.",
            chinese: "参数 `\(name)` 的类型不正确，应为 `\(type)`。")
    }

    /// A parameter's value is outside what is documented; `rule` says what is asked for.
    package static func value(
        _ value: some CustomStringConvertible, of name: String, code: ErrorCode = .invalidParameterValue,
        rule: String? = nil
    ) -> APIFault {
        let sentence = "The value `\(value)` specified in the parameter `\(name)` is not valid."
        let chinese = "参数 `\(name)` 的取值 `\(value)` 不正确。"
        return APIFault(
            code, rule.map { "\(sentence) \($0)" } ?? sentence, chinese: rule.map { "\(chinese)（\($0)）" } ?? chinese)
    }
}
