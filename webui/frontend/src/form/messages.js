// form-js speaks English only. Its sentences are replaced by ours, which say what is expected, in the page's language.
const chinese = document.documentElement.lang.startsWith('zh');

const OWN = {
  known: ['from earlier in this process', '来自本流程前面的记录'],
  oneError: ['One field needs attention', '有 1 项需要修改'],
  errors: ['{count} fields need attention', '有 {count} 项需要修改'],
  notANumber: ['“{text}” is not a number and was not taken. Enter one number, such as 98.', '“{text}”不是数字，未填入。请只输入一个数字，例如 98。'],
  reload: ['Open it again', '重新打开'],
};

const PATTERNS = [
  [/^Field is required\.$/, () => ['Fill this in.', '请填写此项。']],
  [/^Value is not a number\.$/, () => ['Enter a number.', '请输入数字。']],
  [/^Value is expected to be an integer\.$/, () => ['Enter a whole number.', '请输入整数。']],
  [/^Value is expected to have at most (\d+) decimal digits?\.$/, (n) => [`Enter at most ${n} decimal places.`, `最多保留 ${n} 位小数。`]],
  [/nearest valid values are (.+) and (.+)\.$/, (low, high) => [`Enter ${low} or ${high}, the nearest values allowed.`, `请输入允许的相邻值 ${low} 或 ${high}。`]],
  [/minimum value of (.+)\.$/, (n) => [`Enter ${n} or more.`, `请输入不小于 ${n} 的值。`]],
  [/maximum value of (.+)\.$/, (n) => [`Enter ${n} or less.`, `请输入不大于 ${n} 的值。`]],
  [/minimum length of (.+)\.$/, (n) => [`Enter at least ${n} characters.`, `请至少输入 ${n} 个字。`]],
  [/maximum length of (.+)\.$/, (n) => [`Enter at most ${n} characters.`, `最多输入 ${n} 个字。`]],
  [/^Field must match pattern/, () => ['This is not in the expected form.', '格式不符合要求。']],
  [/international phone number/, () => ['Enter a phone number, such as 0990-5550101 or +86 138 0000 0000.', '请输入电话号码，例如 0990-5550101 或 +86 138 0000 0000。']],
  [/valid email/, () => ['Enter an e-mail address, such as name@example.org.', '请输入电子邮箱地址，例如 name@example.org。']],
  [/^Date and time must be|^Date must be|Time must be/i, () => ['Enter a valid date and time.', '请输入有效的日期和时间。']],
];

if (chinese) {
  globalThis.carelaneFormWords = { Select: '请选择', Search: '搜索', 'No results': '没有匹配项', 'All values selected': '已全部选择', 'Add new': '添加' };
}

// form-js knows numbers with a country code only. A call within the county has none: as the server, take any number.
const PHONE = /^\+?[0-9][0-9 -]{4,24}$/;
const isNumberAfterAll = (sentence, value) => /international phone number/.test(sentence) && PHONE.test(value);

const pick = ([english, other]) => (chinese ? other : english);

export const say = (name, values = {}) => pick(OWN[name]).replace(/\{(\w+)\}/g, (_, key) => values[key]);

export function translate(sentence) {
  for (const [pattern, words] of PATTERNS) {
    const match = sentence.match(pattern);
    if (match) return pick(words(...match.slice(1)));
  }
  return sentence;
}

class Messages {
  constructor(validator) {
    const validate = validator.validateFieldInstance.bind(validator);
    validator.validateFieldInstance = (instance, value) => validate(instance, value).filter((sentence) => !isNumberAfterAll(sentence, value)).map(translate);
  }
}
Messages.$inject = ['validator'];

export const MessagesModule = { __init__: ['carelaneMessages'], carelaneMessages: ['type', Messages] };
