/**
 * Passwords that guessers try first. Almost all common passwords of ten or more characters are a short
 * common one stretched: a year or digits at its end, letters written as digits, the same word twice, a
 * run on the keyboard. So the stems are kept here and the stretching is undone before comparing, which
 * catches more than a list of the stretched ones would.
 */

const stems = new Set(
  `password passwort passwd passw pass contrasena motdepasse parola senha secret geheim mypassword
  thepassword newpassword changeme changeit default welcome willkommen bienvenue welcometo hello hallo
  hellohello helloworld letmein openup opensesame sesame iloveyou iloveu ilovegod iloveme iloveyouso
  loveyou lovely loveme lovelove trustno trustnoone whatever nothing something anything
  qwerty qwertz azerty qwertyui qwertyuiop qwertyu asdf asdfg asdfgh asdfghj asdfghjk asdfghjkl zxcv zxcvb
  zxcvbn zxcvbnm qazwsx qazwsxedc qazwsxedcrfv wsxedc edcrfv qweasd qweasdzxc qwe qwer qwert asd zxc poiuy
  poiuytrewq lkjhgfdsa mnbvcxz zaqwsx zaqxsw zaqxswcde qaz wsx edc rfv qwaszx
  abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij aabbcc aaabbb abcabc xyz
  admin administrator root superuser superadmin system sysadmin manager user username guest test tester
  testing testtest demo sample example temp temporary login logon signin access master server computer
  internet security secure private network windows microsoft google facebook linkedin twitter instagram
  youtube yahoo gmail hotmail apple iphone android samsung nokia sony dell linux ubuntu oracle mysql github
  football soccer baseball basketball hockey rugby cricket netball tennis golf allblacks liverpool arsenal
  chelsea manchester manutd barcelona realmadrid juventus yankees lakers cowboys steelers eagles packers
  superman batman spiderman ironman pokemon pikachu naruto starwars skywalker matrix mustang ferrari
  porsche mercedes corvette camaro harley yamaha kawasaki suzuki honda toyota nissan chevy ranger hunter
  killer shadow ninja dragon monkey tiger lion tigger bear wolf eagle falcon panther phoenix dolphin
  butterfly flower rose orchid sunflower sunshine sunrise moonlight starlight rainbow summer winter spring
  autumn january february march april may june july august september october november december monday
  tuesday wednesday thursday friday saturday sunday princess princesa queen king angel angels devil heaven
  jesus jesuschrist christ godisgood blessed amen faith hope grace baby babygirl babyboy sweet sweetheart
  sweety honey darling cutie beautiful gorgeous handsome forever always family friend friends bestfriend
  bestfriends freedom peace love happy happiness smile lucky magic music guitar metallica nirvana eminem
  rockstar rocknroll slipknot blink beatles
  michael michelle jessica jennifer ashley nicole daniel andrew joshua matthew anthony jordan charlie
  thomas robert william george maggie ginger buster pepper cookie cheese chocolate banana orange apples
  strawberry pumpkin coffee pizza chicken hannah amanda samantha elizabeth victoria alexander alexandra
  benjamin christian christopher jonathan nicholas patrick richard stephanie danielle melissa rachel
  yankee maverick thunder lightning merlin gandalf wizard player gamer gaming minecraft fortnite roblox
  counter counterstrike warcraft diablo hacker cracker badboy badgirl hotstuff asshole fuckyou fuckoff
  fuckme bullshit biteme sexy
  aotearoa newzealand auckland aucklanduni aucklanduniversity wellington christchurch hamilton dunedin
  university uni college school student students teacher tutor tutors marker markers tutoring marking
  coordinator lecturer professor campus compsci computerscience computing mtms uoa kiwi kiaora kiaorakiaora
  silverfern`
    .split(/\s+/)
    .filter(Boolean),
)

const exact = new Set(
  `1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3
  zaq1zaq1zaq1 zaq12wsxzaq12wsx 1qazxsw23edc q1w2e3r4t5 q1w2e3r4t5y6 qwer1234qwer qwe123qwe123 a1b2c3d4e5
  a1b2c3d4e5f6 abc123abc123 123qweasdzxc qweasdzxc123 1234qwerasdf qwerty123456 123456qwerty 12345qwert
  1a2b3c4d5e 112233445566 1122334455 147258369 1472583690 159753456852 741852963 7418529630 789456123
  7894561230 963852741 9638527410 123123123123 121212121212 p@ssw0rd1234 ncc1701ncc1701 thx1138thx1138
  correcthorsebatterystaple correcthorse`
    .split(/\s+/)
    .filter(Boolean),
)

const look: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
}

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
]
const runs = [...rows, ...rows.map((row) => [...row].reverse().join(''))]

/** One piece repeated, as `abcabcabc` and `111111`: gives the piece, else the text itself. */
function unrepeated(text: string): string {
  for (let size = 1; size <= text.length / 2; size++)
    if (text.length % size === 0 && text.slice(0, size).repeat(text.length / size) === text)
      return text.slice(0, size)
  return text
}

function readings(text: string): string[] {
  const unleeted = [...text].map((c) => look[c] ?? c).join('')
  // Digits at the ends are a decoration first and letters only second: `passw0rd2027`.
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const coreUnleeted = [...core].map((c) => look[c] ?? c).join('')
  return [text, unleeted, core, coreUnleeted, coreUnleeted.replaceAll(/[^\p{L}]/gu, '')]
}

/** True when a guesser would try this password, or a stretched form of it, among the first. */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
  if (exact.has(text) || exact.has(unrepeated(text))) return true
  if (new Set(text).size <= 3) return true
  if (/^\p{N}+$/u.test(text) && (runs.some((run) => run.includes(text)) || unrepeated(text).length <= 4))
    return true
  if (runs.some((run) => run.includes(text))) return true
  return [...readings(text), ...readings(unrepeated(text))].some((reading) => {
    const piece = unrepeated(reading)
    if (stems.has(piece)) return true
    // Two stems after each other, as `welcomepassword` or `summerauckland`.
    for (let at = 3; at <= piece.length - 3; at++)
      if (stems.has(piece.slice(0, at)) && stems.has(piece.slice(at))) return true
    return false
  })
}
