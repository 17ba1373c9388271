import type { Random } from './random'

/** Made-up people: given and family names of many origins, combined within one origin. */
const origins: { given: readonly string[]; family: readonly string[] }[] = [
  {
    given: ['Aroha', 'Wiremu', 'Hana', 'Tāne', 'Mere', 'Rāwiri', 'Ngaio', 'Kahurangi'],
    family: ['Ngata', 'Tāwhiao', 'Parata', 'Te Rangi', 'Pōmare', 'Hēnare'],
  },
  {
    given: ['Sione', 'Losa', 'Malia', 'Tevita', 'Sina', 'Ioane', 'Lani'],
    family: ['Tupou', 'Leota', 'Fonoti', 'Faleolo', 'Taufa', 'Siaosi'],
  },
  {
    given: ['Emma', 'James', 'Zoë', 'Oliver', 'Charlotte', 'Liam', 'Saoirse', 'Callum', 'Isla'],
    family: ['O’Connor', 'Thompson', 'MacDonald', 'Wilson', 'Fraser', 'Whitaker', 'Ashby-Cole'],
  },
  {
    given: ['Mei-Ling', 'Wei', 'Xiaoming', 'Jing', 'Haoran', 'Yuxuan', 'Li'],
    family: ['Chen', 'Zhang', 'Wang', 'Liu', 'Huang', 'Zhao', 'Lin'],
  },
  { given: ['伟', '静', '志强', '雨桐'], family: ['李', '王', '陈', '欧阳'] },
  {
    given: ['Priya', 'Arjun', 'Ananya', 'Rohan', 'Kavya', 'Vikram', 'Sneha'],
    family: ['Raghavan', 'Sharma', 'Patel', 'Iyer', 'Kaur', 'Deshpande', 'Venkataraman'],
  },
  {
    given: ['Minh Anh', 'Quang', 'Thảo', 'Đức', 'Hương'],
    family: ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Đặng'],
  },
  { given: ['Min-jun', 'Seo-yeon', 'Ji-ho', 'Ha-eun'], family: ['Kim', 'Park', 'Choi', 'Jeong'] },
  { given: ['Haruki', 'Yui', 'Sora', 'Aoi'], family: ['Satō', 'Tanaka', 'Kobayashi', 'Watanabe'] },
  {
    given: ['Fatima', 'Omar', 'Layla', 'Yusuf', 'Amira', 'Reza'],
    family: ['al-Zahra', 'Haddad', 'Rahimi', 'El-Masri', 'Hosseini'],
  },
  {
    given: ['José', 'Lucía', 'Mateo', 'Beatriz', 'Tiago'],
    family: ['Álvarez', 'Núñez', 'García Márquez', 'Oliveira da Silva', 'Fernández'],
  },
  {
    given: ['Łukasz', 'Agnieszka', 'Søren', 'Ingrid', 'Jürgen', 'Zsófia', 'Ivana'],
    family: ['Wiśniewski', 'Jørgensen', 'Müller', 'Kovács', 'Novák', 'Lindqvist'],
  },
  { given: ['Chidi', 'Amara', 'Kwame', 'Zanele'], family: ['Okafor', 'Mensah', 'Dlamini', 'Adeyemi'] },
]

/** A full name in the order in which its people write it. */
export function makeName(random: Random): string {
  const origin = random.pick(origins)
  const given = random.pick(origin.given)
  const family = random.pick(origin.family)
  return /\p{Script=Han}/u.test(family) ? `${family}${given}` : `${given} ${family}`
}
